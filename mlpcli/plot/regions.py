"""The linear regions of a network in a plane, by the size of the gradient in each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from mlpcli.analysis import regions
from mlpcli.analysis.cutting import Region
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.plane import Plane, Window
from mlpcli.analysis.polygons import affine
from mlpcli.analysis.subject import Runs, alone
from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.subject import Subject


def check(subject: Subject) -> None:
    """One piecewise linear network."""
    regions.check((subject.run,))


def picture(
    subject: Subject,
    width: float,
    window: Window | None = None,
    columns: tuple[str, str] | None = None,
    points: tuple[int, int, int] | None = None,
) -> Figure:
    """`columns` are the two features that vary; or `points`, three rows that the plane goes through."""
    runs = (subject.run,)
    return figure_of(runs, regions.analyze(runs, window, columns, points), width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """The regions that were found."""
    plane, every = found.drawn
    made = style.figure(width, 0.8 * width)
    axes = style.panel(made)
    draw(axes, plane, every, decides=alone(runs).heads[0].task == "binary")
    count = found.facts["linear_regions"]
    style.title(axes, f"{alone(runs).name}: {count:,} linear region{'s' * (count != 1)}")
    return made


@style.styled
def draw(axes: Axes, plane: Plane, every: Sequence[Region], *, decides: bool = False) -> None:
    """Polygons in the shade of ‖∂y/∂x‖; where one output decides, the line on which it is 0."""
    polygons = [plane.places(region.polygon) for region in every]
    size = np.array([np.linalg.norm(plane.per_unit(region.gradient)) for region in every])
    drawn = PolyCollection(polygons, array=size, cmap=style.VALUES, edgecolors="white", linewidths=0.6)
    if np.ptp(size) <= 1e-9 * size.max(initial=0.0):
        drawn.set_clim(0, 2 * float(size.max(initial=0.0)) or 1.0)
    axes.add_collection(drawn)
    if decides:
        lines = [plane.places(line) for region in every if (line := _zero(region)) is not None]
        axes.add_collection(LineCollection(lines, colors=style.COLOURS[1], linewidths=2.0))
    x0, x1, y0, y1 = plane.window
    axes.set(xlim=(x0, x1), ylim=(y0, y1))
    axes.set(xlabel=style.plain(plane.names[0]), ylabel=style.plain(plane.names[1]))
    style.image_axes(axes)
    style.root(axes).colorbar(drawn, ax=axes, label="size of the gradient", format="%.3g")


def _zero(region: Region) -> Array | None:
    """The two ends of the line in a region on which the first output is 0."""
    y = affine(region.values[:, :1], region.polygon)[:, 0]
    ends = []
    ahead = np.roll(region.polygon, -1, axis=0)
    for corner, following, y0, y1 in zip(region.polygon, ahead, y, np.roll(y, -1), strict=True):
        if y0 * y1 < 0:
            ends.append(corner + y0 / (y0 - y1) * (following - corner))
    return np.array(ends) if len(ends) == 2 else None
