"""Layers of units as circles, and their weights as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mlpcli.arrays import Array
from mlpcli.plot import style

SHOWN = 9
"""Units of a layer that are drawn; of more, the first ones and the last."""

NUMBERED = 16
"""With so many lines at most, each has its weight beside it."""


@dataclass(frozen=True, eq=False)
class Column:
    """A layer of units: its name, names of its units, and the weights W (I, O) and biases b (O,) into it."""

    name: str
    units: int
    W: Array | None = None
    b: Array | None = None
    labels: tuple[str, ...] = ()


@style.styled
def draw(axes: Axes, columns: Sequence[Column]) -> None:
    """Units as circles, weights as lines: the wider the larger, solid above 0 and dashed below.

    Where lines are few they carry their numbers, and units their biases.
    """
    axes.set_axis_off()
    size = float(matplotlib.rcParams["font.size"])
    slots = max(slots_of(column.units) for column in columns)
    places = [_places(column.units, slots) for column in columns]
    pairs = list(zip(columns, places, strict=True))
    drawn = sum(len(one) * len(other) for one, other in pairwise(places))
    numbered = drawn <= NUMBERED
    for j, (column, here) in enumerate(pairs):
        if j and column.W is not None:
            _lines(axes, j, column.W, places[j - 1], here, size if numbered else 0.0)
        elif j:
            for y0 in places[j - 1].values():
                for y1 in here.values():
                    axes.plot([j - 1, j], [y0, y1], color=style.PALE, linewidth=0.6, zorder=1)
        for unit, y in here.items():
            axes.plot(
                j, y, marker="o", markersize=1.5 * size, color="white", markeredgecolor=style.INK, zorder=3
            )
            if numbered and column.b is not None:
                axes.text(
                    j,
                    y,
                    style.number(float(column.b[unit])),
                    ha="center",
                    va="center",
                    fontsize=0.5 * size,
                    zorder=4,
                )
            if column.labels and j in (0, len(columns) - 1):
                side = -0.13 if j == 0 else 0.13
                label = style.plain(column.labels[unit], 16)
                axes.text(
                    j + side, y, label, ha="right" if j == 0 else "left", va="center", fontsize=size - 1.5
                )
        if column.units > len(here):
            gap = (list(here.values())[-3] + list(here.values())[-2]) / 2
            axes.text(j, gap, "⋮", ha="center", va="center", fontsize=1.4 * size, zorder=4)
        axes.text(
            j,
            -0.09,
            f"{column.name}\n{column.units}".replace("\n\n", "\n"),
            ha="center",
            va="top",
            fontsize=size - 1,
        )
    if any(column.W is not None for column in columns):
        solid = Line2D([], [], color=style.COLOURS[0], label="weight above 0")
        dashed = Line2D([], [], color=style.COLOURS[1], linestyle=(0, (3, 1.5)), label="below 0")
        style.root(axes).legend(handles=[solid, dashed], loc="outside lower center", ncols=2)
    axes.set_xlim(
        -0.35 - 0.25 * bool(columns[0].labels), len(columns) - 0.65 + 0.25 * bool(columns[-1].labels)
    )
    axes.set_ylim(-0.34, 1.06)


def _places(units: int, slots: int) -> dict[int, float]:
    """The units that are drawn and their heights: the first ones, and behind a gap the last two.

    `slots` is how many the tallest layer has; they fill the height from 0 to 1, others stand in its middle.
    """
    shown = list(range(units)) if units <= SHOWN else [*range(SHOWN - 3), units - 2, units - 1]
    own = slots_of(units)
    step = 1 / max(slots - 1, 2)
    heights = 0.5 + step * ((own - 1) / 2 - np.arange(own))
    if units > SHOWN:
        heights = np.delete(heights, len(shown) - 2)
    return {unit: float(y) for unit, y in zip(shown, heights, strict=True)}


def slots_of(units: int) -> int:
    """Places that a layer takes, that of the gap among them.

    >>> slots_of(3), slots_of(100)
    (3, 9)
    """
    return min(units, SHOWN)


def _lines(
    axes: Axes, j: int, W: Array, before: dict[int, float], here: dict[int, float], numbers: float
) -> None:
    largest = float(np.abs(W).max()) or 1.0
    for i, y0 in before.items():
        for o, y1 in here.items():
            w = float(W[i, o])
            share, above = abs(w) / largest, w >= 0
            axes.plot(
                [j - 1, j],
                [y0, y1],
                color=style.COLOURS[0 if above else 1],
                linestyle="-" if above else (0, (3, 1.5)),
                linewidth=0.3 + 2.2 * share,
                alpha=0.25 + 0.75 * share,
                zorder=1 + share,
            )
            if numbers:
                at = 0.28 + 0.12 * (o % 2)
                axes.text(
                    j - 1 + at,
                    y0 + at * (y1 - y0),
                    style.number(w),
                    fontsize=0.75 * numbers,
                    ha="center",
                    va="center",
                    zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.85},
                )
