"""The loss over a plane of weights: around one network, or through two or three."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis import loss_plane
from mlpcli.analysis.directions import ROWS
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.loss_plane import Plane
from mlpcli.analysis.subject import Runs
from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.plot import style
from mlpcli.plot.subject import MisfitError, Subject

LEVELS = 16


def check(subject: Subject) -> None:
    """One run, or up to three with the same network and data."""
    if subject.swept is not None:
        raise MisfitError("it shows runs, and this is a sweep")
    loss_plane.check(subject.runs)


def picture(
    subject: Subject,
    width: float,
    points: int = 25,
    reach: float | None = None,
    part: Part = "train",
    rows: int = ROWS,
    seed: int = 0,
) -> Figure:
    """`points` a side; `reach` along random directions, or beyond the networks; `seed` of the directions."""
    found = loss_plane.analyze(subject.runs, points, reach, part, rows, seed)
    return figure_of(subject.runs, found, width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found."""
    made = style.figure(width, 0.8 * width)
    axes = style.panel(made)
    plane: Plane = found.drawn
    contours(axes, plane.u, plane.v, plane.loss, f"{found.facts['part']} loss")
    draw(axes, plane)
    style.title(axes, f"Loss around {', '.join(plane.networks)}")
    return made


@style.styled
def draw(axes: Axes, plane: Plane) -> None:
    """The networks over their plane."""
    for i, (name, (u, v)) in enumerate(plane.networks.items()):
        axes.plot(
            [u],
            [v],
            linestyle="",
            marker=style.MARKERS[i],
            color=style.COLOURS[1],
            markeredgecolor="white",
            markersize=9,
            label=style.plain(name),
            zorder=4,
        )
    axes.set(xlabel=style.plain(plane.names[0]), ylabel=style.plain(plane.names[1]))
    axes.legend(loc="best")


@style.styled
def contours(axes: Axes, u: Array, v: Array, loss: Array, label: str) -> None:
    """loss: (V, U) as a map with lines of equal height, by its logarithm where it spreads far."""
    shown = np.where(np.isfinite(loss), loss, np.nanmax(loss[np.isfinite(loss)]))
    low, high = float(shown.min()), float(shown.max())
    if high - low <= 1e-12 * max(abs(high), 1e-300):
        low, high = low - 0.5, high + 0.5
    far = low > 0 and high > 20 * low
    levels = np.geomspace(low, high, LEVELS) if far else np.linspace(low, high, LEVELS)
    norm = style.norm(levels)
    filled = axes.contourf(u, v, shown, levels, cmap=style.VALUES, norm=norm, extend="both")
    axes.contour(u, v, shown, levels, colors="white", linewidths=0.4)
    bar = style.root(axes).colorbar(filled, ax=axes)
    ticks = levels[:: max(LEVELS // 5, 1)]
    bar.set_ticks(ticks.tolist(), labels=[f"{tick:.3g}".replace("-", "−") for tick in ticks])
    bar.minorticks_off()
    bar.set_label(style.plain(label))
    axes.set_xlim(u[0], u[-1])
    axes.set_ylim(v[0], v[-1])
    axes.grid(visible=False)
