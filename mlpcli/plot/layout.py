"""Titles, legends, ticks and texts of pictures."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mlpcli.arrays import Array
from mlpcli.plot.ground import NARROW, root, styled


def plain(text: object, longest: int = 40) -> str:
    """A text of the user's as it is: no formula between dollars, nothing hidden, cut where it is too long."""
    string = " ".join(str(text).split())
    if len(string) > longest:
        string = string[: longest - 1] + "…"
    return (" " if string.startswith("_") else "") + string.replace("$", r"\$")


def spread(values: Array) -> bool:
    """Whether positive numbers are so far apart that they need a logarithmic axis."""
    finite = values[np.isfinite(values)]
    return bool(finite.size) and finite.min() > 0 and finite.max() > 30 * finite.min()


def norm(values: Array) -> Normalize:
    """From numbers to colours, by their logarithms where they are far apart."""
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    if spread(finite):
        return LogNorm(low, high)
    return Normalize(low, high if high > low else low + 1)


def whole_steps(axes: Axes, axis: Literal["x", "y"] = "x", most: int = 8) -> None:
    """Ticks at whole numbers alone, as epochs are."""
    locator = MaxNLocator(most, integer=True, steps=[1, 2, 5, 10])
    (axes.xaxis if axis == "x" else axes.yaxis).set_major_locator(locator)


@styled
def title(place: Figure | Axes, text: object) -> None:
    """A title of axes or of the whole figure, on as many lines as it needs."""
    figure = root(place)
    letters = figure.get_figwidth() * 72 / (0.68 * float(matplotlib.rcParams["axes.titlesize"]))
    lines = textwrap.wrap(" ".join(str(text).split()), max(int(letters), 10)) or [""]
    shown = "\n".join(plain(line, 200) for line in lines[:3])
    if isinstance(place, Axes):
        place.set_title(shown)
    else:
        place.suptitle(shown, x=0.02, ha="left")


@styled
def legend(axes: Axes, head: str | None = None, handles: Sequence[Any] = ()) -> None:
    """A legend inside where it is small, else below the only axes of the figure, where it hides nothing."""
    labels = [str(handle.get_label()) for handle in handles]
    if not handles:
        handles, labels = axes.get_legend_handles_labels()
    if not handles:
        return
    figure, longest = root(axes), max(map(len, labels))
    alone = not any(other is not axes and other.get_label() != "<colorbar>" for other in figure.axes)
    width = figure.get_figwidth()
    if not alone or ((len(labels) <= 2 or (len(labels) <= 4 and width >= NARROW)) and longest <= 20):
        axes.legend(handles, labels, title=head, loc="best", ncols=2 if len(labels) > 8 else 1)
        return
    letters = width * 72 / (0.6 * float(matplotlib.rcParams["legend.fontsize"]))
    columns = min(max(int(letters / (longest + 8)), 1), len(labels))
    lines = math.ceil(len(labels) / columns) + (head is not None)
    figure.set_figheight(
        figure.get_figheight() + lines * 1.4 * float(matplotlib.rcParams["legend.fontsize"]) / 72
    )
    figure.legend(handles, labels, title=head, loc="outside lower center", ncols=columns)


def image_axes(axes: Axes) -> None:
    """For images: a frame, and no grid over it."""
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_linewidth(0.6)


def tiling(n: int) -> tuple[int, int]:
    """Rows and columns for n tiles: a little wider than high, with few places left empty.

    >>> tiling(16), tiling(36), tiling(7), tiling(1)
    ((4, 4), (6, 6), (2, 4), (1, 1))
    """
    side = math.ceil(math.sqrt(n))
    columns = min(range(side, max(math.ceil(1.6 * math.sqrt(n)), side) + 1), key=lambda c: (-n % c, c))
    return math.ceil(n / columns), columns


def cell_size(axes: Axes, rows: int, columns: int, letters: int) -> float:
    """Points of a font in which texts of so many letters fit the cells of a table that fills the axes."""
    width, height = axes.get_position().size * root(axes).get_size_inches() * 72
    largest = float(matplotlib.rcParams["font.size"]) + 2
    return float(max(min(0.42 * height / rows, 1.35 * width / columns / letters, largest), 2.5))


def number(x: float) -> str:
    """A number for the inside of a picture, with a minus sign as on the axes.

    >>> number(-1.5)
    '−1.50'
    """
    return f"{x:.2f}".replace("-", "−")


def names(texts: Sequence[object], longest: int = 24) -> list[str]:
    """Many texts of the user's, see `plain`."""
    return [plain(text, longest) for text in texts]
