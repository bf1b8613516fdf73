"""The points of a sweep as lines through its axes: parallel coordinates."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.points import Scale, points, scale
from mlpcli.plot.subject import Subject

BEST = 3
"""Points whose lines stand out."""


def check(subject: Subject) -> None:
    """A sweep in which something varies."""
    points(subject.sweep)


def picture(subject: Subject, width: float, best: int = BEST) -> Figure:
    """`best` is the number of lines that stand out."""
    table = points(subject.sweep, few=8)
    figure = style.figure(width, max(0.62 * width, 2.4))
    axes = style.panel(figure)
    draw(axes, list(table.axes.values()), table.means, table.objective, less=table.less, best=best)
    style.title(axes, f"{subject.title}: {len(table.means)} points, the best in front")
    return figure


@style.styled
def draw(
    axes: Axes, scales: Sequence[Scale], means: Array, objective: str, *, less: bool = True, best: int = BEST
) -> None:
    """A line a point: its place on every axis, at the right its objective, by which it is coloured.

    The last axis has the better end up. Lines that would hide each other run a little apart.
    """
    last = scale(objective, "", [float(mean) for mean in means], few=0)
    columns = [*scales, last]
    heights = np.stack([_heights(own) for own in columns], axis=-1)
    if less:
        heights[:, -1] = 1 - heights[:, -1]
    shift = (
        np.linspace(-0.5, 0.5, len(means))[np.argsort(np.argsort(means))] if len(means) > 1 else np.zeros(1)
    )
    for j, own in enumerate(columns):
        if own.discrete:
            heights[:, j] += 0.3 * shift / max(len(own.ticks), 2)
    norm = style.norm(means)
    colours = matplotlib.colormaps[style.VALUES]
    order = np.argsort(means if less else -means, kind="stable")
    for rank, i in reversed(list(enumerate(order))):
        front = rank < best
        axes.plot(
            range(len(columns)),
            heights[i],
            color=style.COLOURS[1] if front else colours(norm(means[i])),
            linewidth=2.4 if front else 0.8,
            alpha=1.0 if front else 0.75,
            marker=style.MARKERS[rank % len(style.MARKERS)] if front else "",
            zorder=4 if front else 2,
        )
    _ticks(axes, columns, less)
    style.root(axes).colorbar(
        ScalarMappable(norm, colours), ax=axes, label=style.plain(objective), format="%.4g"
    )


def _heights(own: Scale) -> Array:
    """Places as shares of the axis, from 0 to 1; 1/2 where all are the same."""
    places = np.log(own.places) if own.logarithmic else own.places
    low, high = places.min(), places.max()
    if own.discrete:
        low, high = 0.0, float(len(own.ticks) - 1)
    return np.asarray((places - low) / (high - low)) if high > low else np.full(len(places), 0.5)


def _ticks(axes: Axes, columns: Sequence[Scale], less: bool) -> None:
    """The names of the axes below, their values beside them."""
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    size = float(matplotlib.rcParams["xtick.labelsize"]) - 1
    last = len(columns) - 1
    for j, own in enumerate(columns):
        axes.axvline(j, color=style.INK, linewidth=0.9, zorder=1)
        n = len(own.labels)
        places = np.linspace(0, 1, n) if n > 1 else np.array([0.5])
        if j == last and less:
            places = places[::-1]
        for place, label in zip(places, own.labels, strict=True):
            axes.text(
                j + 0.04,
                place,
                label,
                fontsize=size,
                va="center",
                zorder=5,
                bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.6},
            )
    wide = max(len(own.name) for own in columns) * len(columns) > 10 * style.root(axes).get_figwidth()
    axes.set_xticks(
        range(len(columns)),
        [own.name for own in columns],
        rotation=20 if wide else 0,
        ha="right" if wide else "center",
    )
    axes.set_yticks([])
    axes.set_xlim(-0.15, last + 0.55)
    axes.set_ylim(-0.14, 1.14)
