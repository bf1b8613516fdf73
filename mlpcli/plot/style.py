"""How all pictures look: sizes, colours that everybody can tell apart, and files that are the same each time.

Nothing here touches pyplot or changes Matplotlib's settings for others: they hold while a picture is drawn.
"""

from __future__ import annotations

import functools
import io
import math
import textwrap
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec, TypeAlias, TypeVar

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mlpcli.arrays import Array
from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.atomic import write_bytes

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

METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What each format would say of time and program, and does not, so that equal pictures are equal files."""

Format: TypeAlias = Literal["png", "svg", "pdf"]

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


def root(place: Figure | Axes) -> Figure:
    """The figure that axes stand in."""
    found = place if isinstance(place, Figure) else place.get_figure(root=True)
    assert found is not None, "axes stand in a figure"
    return found


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


def format_of(path: Path) -> Format:
    """The format by the extension. Raises UsageError for one that pictures are not written in."""
    for known in ("png", "svg", "pdf"):
        if path.suffix.lower() == f".{known}":
            return known
    raise UsageError(
        f"{path}: pictures are written as .png, .svg, .pdf; found {path.suffix or 'no extension'}"
    )


def render(picture: Figure, form: Format = "png", dpi: float = DPI) -> bytes:
    """The picture as the bytes of a file; the same picture gives the same bytes."""
    stream = io.BytesIO()
    with matplotlib.rc_context(settings(picture.get_figwidth())), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a class in a script that the font lacks
        picture.savefig(stream, format=form, dpi=dpi, metadata=METADATA[form])
    return stream.getvalue()


def save(picture: Figure, path: Path, dpi: float = DPI) -> None:
    """Writes PNG, SVG or PDF by the extension. Raises UsageError for another, or where it is refused."""
    data = render(picture, format_of(path), dpi)
    try:
        write_bytes(path, data)
    except CheckpointError as error:
        raise UsageError(str(error)) from None


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
