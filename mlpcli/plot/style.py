"""How all pictures look, and files of them that are the same each time: all that a kind needs to draw."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any, Literal, TypeAlias

import matplotlib
from matplotlib.figure import Figure

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.plot.ground import (
    COLOURS,
    COLUMN,
    COUNTS,
    DASHES,
    DPI,
    INK,
    MARKERS,
    NARROW,
    PALE,
    SCREEN,
    VALUES,
    Look,
    figure,
    look,
    panel,
    panels,
    root,
    settings,
    styled,
)
from mlpcli.plot.layout import (
    cell_size,
    image_axes,
    legend,
    names,
    norm,
    number,
    plain,
    spread,
    tiling,
    title,
    whole_steps,
)
from mlpcli.store.atomic import write_bytes

__all__ = [
    "COLOURS",
    "COLUMN",
    "COUNTS",
    "DASHES",
    "DPI",
    "INK",
    "MARKERS",
    "NARROW",
    "PALE",
    "SCREEN",
    "VALUES",
    "Format",
    "Look",
    "cell_size",
    "figure",
    "format_of",
    "image_axes",
    "legend",
    "look",
    "names",
    "norm",
    "number",
    "panel",
    "panels",
    "plain",
    "render",
    "root",
    "save",
    "settings",
    "spread",
    "styled",
    "tiling",
    "title",
    "whole_steps",
]

METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What each format would say of time and program, and does not, so that equal pictures are equal files."""

Format: TypeAlias = Literal["png", "svg", "pdf"]


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
