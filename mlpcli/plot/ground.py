"""What pictures are drawn on: sizes, settings, and colours that everybody can tell apart.

Nothing here touches pyplot or changes Matplotlib's settings for others: they hold while a picture is drawn.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

SCREEN, COLUMN = 6.4, 3.3
"""Widths in inches: of a window, and of a column in print."""

NARROW = 4.5
"""Below this width the letters are smaller."""

DPI = 150

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31")
"""Of Okabe and Ito, for all kinds of colour vision; the first ones differ in lightness too."""

DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (6, 2, 1, 2)),
    (0, (1, 1.5)),
    (0, (9, 3)),
    (0, (3, 1, 1, 1, 1, 1)),
)
MARKERS = ("o", "^", "s", "D", "v", "P", "X", "*")

INK, PALE = "#222222", "#dddddd"

VALUES = "cividis"
"""Colour map of numbers: its lightness rises all the way, so that it is in order in grey as well."""

COUNTS = "Blues"
"""Colour map of counts: white where there are none."""


P = ParamSpec("P")
R = TypeVar("R")
Place = TypeVar("Place", bound=Figure | Axes)


class Look(NamedTuple):
    """How the i-th of several things is told from the others, with colours and without."""

    colour: str
    dashes: Any
    marker: str


def look(i: int) -> Look:
    """The colour, the line and the marker of the i-th."""
    return Look(COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)], MARKERS[i % len(MARKERS)])


def settings(width: float) -> Any:
    """Matplotlib's settings for a figure of this width."""
    size = 10.0 if width >= NARROW else 7.5
    return {
        "font.family": ["DejaVu Sans"],
        "font.size": size,
        "axes.titlesize": size + 0.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": size,
        "xtick.labelsize": size - 1,
        "ytick.labelsize": size - 1,
        "legend.fontsize": size - 1,
        "legend.frameon": True,
        "legend.framealpha": 0.85,
        "legend.edgecolor": "none",
        "legend.handlelength": 2.6,
        "figure.titlesize": size + 0.5,
        "figure.titleweight": "bold",
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": PALE,
        "grid.linewidth": 0.6,
        "lines.linewidth": 1.7 if width >= NARROW else 1.2,
        "lines.markersize": 5.5 if width >= NARROW else 3.8,
        "image.cmap": VALUES,
        "image.interpolation": "nearest",
        "svg.fonttype": "path",
        "svg.hashsalt": "mlp",
        "pdf.fonttype": 42,
    }


def styled(draw: Callable[Concatenate[Place, P], R]) -> Callable[Concatenate[Place, P], R]:
    """Lets a function that draws on a figure or on axes do so in this style."""

    @functools.wraps(draw)
    def inner(place: Place, /, *args: P.args, **named: P.kwargs) -> R:
        with matplotlib.rc_context(settings(root(place).get_figwidth())):
            return draw(place, *args, **named)

    return inner


def root(place: Figure | Axes) -> Figure:
    """The figure that axes stand in."""
    found = place if isinstance(place, Figure) else place.get_figure(root=True)
    assert found is not None, "axes stand in a figure"
    return found


def figure(width: float = SCREEN, height: float | None = None) -> Figure:
    """An empty figure of this size in inches whose parts make room for each other's text."""
    made = Figure(figsize=(width, height or 0.66 * width), dpi=DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(made)
    return made


@styled
def panels(place: Figure, /, rows: int = 1, columns: int = 1, **options: Any) -> list[Axes]:
    """Axes in this style, row after row."""
    return list(np.atleast_1d(place.subplots(rows, columns, **options)).ravel())


def panel(place: Figure, **options: Any) -> Axes:
    """The only axes of a figure."""
    return panels(place, **options)[0]
