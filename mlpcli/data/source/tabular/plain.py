"""Small tables of the plainest kind, read without the database: to load that takes longer than to read them.

Plain is a CSV file with a header, commas, no quotes, no missing cells, and columns of numbers or of words.
Whatever else a table has, DuckDB reads; both give the same columns, which a test compares.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection, Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST = 4_000_000
"""Characters of a table; for a longer one DuckDB is faster."""

LONGEST = 1_000
"""Characters of a word."""

_LINES = re.compile(r"[\w.,+()/%\- \n]+", re.ASCII)
_LEADING_ZERO = re.compile(r"(?:^|[,\n])[-+]?0[0-9]")
# Possessive throughout: a cell matches in one way only, so that a late misfit is not searched for long.
_INTEGERS = re.compile(r"(?:[-+]?[0-9]{1,18}+,)++")
_NUMBERS = re.compile(r"(?:[-+]?(?:[0-9]++[.]?[0-9]*+|[.][0-9]++)(?:[eE][-+]?[0-9]++)?,)++")
_WORDS = re.compile(r"(?:[A-Za-z_][\w.+()/%\- ]*+(?<! ),)++", re.ASCII)
_NUMBERS_IN_WORDS = {"inf", "infinity", "nan"}


def read(path: Path, missing: Collection[str]) -> dict[str, NDArray[Any]] | None:
    """The columns by name; None where the table is not a plain one, or not whole."""
    text = _text(path)
    if text is None or not _LINES.fullmatch(text) or _LEADING_ZERO.search(text):
        return None
    first, *rows = [line.split(",") for line in text.rstrip("\n").split("\n")]
    width = len(first)
    if width < 2 or not rows or any(len(row) != width for row in rows):
        return None
    spelled = {word.strip() for word in missing}
    if len(set(first)) < width or not _words(first, spelled):
        return None
    columns = [_column(cells, spelled) for cells in zip(*rows, strict=True)]
    found = [column for column in columns if column is not None]
    if len(found) < width or all(column.dtype == object for column in found):
        return None  # in a table of words alone nothing tells the header from a row
    return dict(zip(first, found, strict=True))


def _text(path: Path) -> str | None:
    """What stands in the file, unpacked; None where it is long, damaged, or not ASCII."""
    packed = path.suffix.lower()
    if packed == ".zst":
        return None
    try:
        with gzip.open(path) if packed == ".gz" else path.open("rb") as file:
            content = file.read(LARGEST + 1)
            return content.decode("ascii") if len(content) <= LARGEST else None
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def _column(cells: Sequence[str], missing: Set[str]) -> NDArray[Any] | None:
    """int64, float64 or str; None where the cells are of several types or stand for something else."""
    line = ",".join(cells) + ","
    if not missing.isdisjoint(cells):
        return None
    if _INTEGERS.fullmatch(line):
        return np.fromstring(line[:-1], np.int64, sep=",")
    if _NUMBERS.fullmatch(line):
        numbers = np.array([float(cell) for cell in cells])
        return numbers if np.isfinite(numbers).all() else None
    return np.array(cells, dtype=object) if _words(cells, missing) else None


def _words(cells: Sequence[str], missing: Set[str]) -> bool:
    """Whether every cell is text that could be nothing else."""
    if not _WORDS.fullmatch(",".join(cells) + ","):
        return False
    different = {cell.lower() for cell in cells}
    return (
        missing.isdisjoint(cells)
        and _NUMBERS_IN_WORDS.isdisjoint(different)
        and max(map(len, different)) <= LONGEST
    )
