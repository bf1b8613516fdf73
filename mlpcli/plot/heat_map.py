"""The objective of a sweep over two of its axes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.points import Points, Scale, chosen, points
from mlpcli.plot.subject import MisfitError, Subject
from mlpcli.sweep.importance import importance


def check(subject: Subject) -> None:
    """A sweep with two axes or more."""
    if len(points(subject.sweep).axes) < 2:
        raise MisfitError("it needs two axes that vary, and this sweep has one")


def picture(subject: Subject, width: float, x: str | None = None, y: str | None = None) -> Figure:
    """`x` and `y` are axes of the sweep, the two that matter most if none; others are averaged over."""
    table = points(subject.sweep)
    first, second = gather(subject, table, x, y)
    figure = style.figure(width, 0.75 * width)
    axes = style.panel(figure)
    draw(axes, table.axes[first], table.axes[second], table.means, table.objective, less=table.less)
    style.title(axes, subject.title)
    return figure


def gather(subject: Subject, table: Points, x: str | None, y: str | None) -> tuple[str, str]:
    """The keys of the two axes."""
    wanted = [chosen(table.axes, name) for name in (x, y) if name is not None]
    shares = importance(subject.sweep.results, subject.sweep.objective)
    order = sorted(
        table.axes, key=lambda key: -max((s for k, s in shares.items() if key.startswith(k)), default=0)
    )
    rest = [key for key in order if key not in wanted]
    if x is None:
        wanted.insert(0, rest.pop(0))
    if y is None:
        wanted.append(rest.pop(0))
    return wanted[0], wanted[1]


@style.styled
def draw(axes: Axes, x: Scale, y: Scale, means: Array, objective: str, *, less: bool = True) -> None:
    """Of two axes with few values a table of the means over the points in each cell, the best one framed.

    Where an axis has many values: the points themselves, the best one in a circle.
    """
    if x.discrete and y.discrete:
        image: ScalarMappable = _table(axes, x, y, means, less)
    else:
        image = _scatter(axes, x, y, means, less)
    for scale, axis, set_scale in ((x, axes.xaxis, axes.set_xscale), (y, axes.yaxis, axes.set_yscale)):
        if scale.discrete:
            axis.set_ticks(scale.ticks.tolist(), list(scale.labels))
        elif scale.logarithmic:
            set_scale("log")
    style.image_axes(axes)
    axes.set(xlabel=x.name, ylabel=y.name)
    style.root(axes).colorbar(image, ax=axes, label=style.plain(objective), format="%.4g")


def _table(axes: Axes, x: Scale, y: Scale, means: Array, less: bool) -> ScalarMappable:
    table = np.full((len(y.ticks), len(x.ticks)), np.nan)
    for i, j in np.ndindex(table.shape[0], table.shape[1]):
        inside = (y.places == i) & (x.places == j)
        if inside.any():
            table[i, j] = means[inside].mean()
    norm = style.norm(table)
    image = axes.imshow(table, cmap=style.VALUES, norm=norm, aspect="auto", origin="lower")
    size = style.cell_size(axes, len(y.ticks), len(x.ticks), 8)
    for i, j in np.argwhere(np.isfinite(table)):
        colour = "white" if norm(table[i, j]) < 0.5 else style.INK
        axes.text(j, i, f"{table[i, j]:.3g}", ha="center", va="center", color=colour, fontsize=size)
    best = np.nanargmin(table) if less else np.nanargmax(table)
    i, j = divmod(int(best), len(x.ticks))
    frame = Rectangle(
        (j - 0.5, i - 0.5), 1, 1, fill=False, edgecolor=style.COLOURS[1], linewidth=2.5, zorder=3
    )
    axes.add_patch(frame)
    return image


def _scatter(axes: Axes, x: Scale, y: Scale, means: Array, less: bool) -> ScalarMappable:
    best = means.argmin() if less else means.argmax()
    axes.plot(
        x.places[best],
        y.places[best],
        marker="o",
        markersize=13,
        markerfacecolor="none",
        markeredgecolor=style.COLOURS[1],
        markeredgewidth=2,
    )
    return axes.scatter(
        x.places,
        y.places,
        c=means,
        cmap=style.VALUES,
        norm=style.norm(means),
        s=45,
        edgecolors=style.INK,
        linewidths=0.5,
    )
