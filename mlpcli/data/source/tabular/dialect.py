"""Which character separates the cells of a text table, and which one quotes them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mlpcli.errors import DataError

BLANKS = " "
"""Cells stand apart by runs of blanks and tabs, as in a table aligned for the eye."""

ALONE = "\x1f"
"""A character that text does not have: every line is one cell."""

_SEPARATORS = (";", "\t", "|", ",")
# The comma last: where others fit as well, commas stand inside numbers (1,5;2,5).


@dataclass(frozen=True)
class Dialect:
    """`first` holds the cells of the first line, `width` the number of cells that lines have."""

    separator: str
    quote: str
    width: int
    first: tuple[str, ...]


def detect(lines: Sequence[str], separator: str | None, origin: str) -> Dialect:
    """The dialect of a table from its first lines, of which none is blank.

    Of the separators that the first line has, or most lines have, it is the one that gives the largest
    share of lines the same number of cells. Only where there is none, and every line has the same number
    of words, one of them a number, blanks separate. Cells are quoted by " or, where there is none, by '.

    >>> detect(["x;y", "1,5;'a'", "2,5;'b'"], None, "table.csv")
    Dialect(separator=';', quote="'", width=2, first=('x', 'y'))

    Raises DataError where a given separator separates nothing, but another one would.
    """
    limit = csv.field_size_limit()  # a line that may have a longer cell is not asked
    lines = [lines[0], *(line for line in lines[1:] if len(line) <= limit)]
    try:
        return _detect(lines, separator, origin)
    except csv.Error as error:
        raise DataError(f"{origin}: cannot be taken apart into cells ({error})") from None


def _detect(lines: Sequence[str], separator: str | None, origin: str) -> Dialect:
    if separator is not None:
        given = _as(lines, separator)
        if given.width == 1 and (better := _detect(lines, None, origin)).width > 1:
            raise DataError(
                f"{origin}: {separator!r} separates nothing there; {_named(better.separator)} would "
                f"({better.width} columns). Leave `separator` out to have it detected"
            )
        return given
    shares = {s: _share(_widths(lines, s)) for s in _SEPARATORS}
    best = max(shares, key=lambda s: shares[s])
    if shares[best] > 0:
        return _as(lines, best)
    return _as(lines, BLANKS if _aligned(lines) else ALONE)


def _as(lines: Sequence[str], separator: str) -> Dialect:
    quote = _quote(lines, separator)
    rows = _split(lines, separator, quote)
    first = tuple(cell.strip() for cell in rows[0])
    return Dialect(separator, quote, _width([len(row) for row in rows]), first)


def _split(lines: Sequence[str], separator: str, quote: str) -> list[list[str]]:
    """Rows of cells, as the csv module reads them; it raises csv.Error for a cell beyond its bounds."""
    if separator == BLANKS:
        words = [re.split(r"[ \t]+", line.strip(" \t")) for line in lines]
        return [row for row in words if row != [""]] or [[""]]
    return list(csv.reader(lines, delimiter=separator, quotechar=quote, skipinitialspace=True))


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    try:
        return [len(row) for row in _split(lines, separator, _quote(lines, separator))]
    except csv.Error:  # a whole line is one cell, and too long for one
        return [1]


def _width(widths: Sequence[int]) -> int:
    """How many cells lines have: most of them, or the first one where most have a single cell."""
    common = Counter(widths).most_common(1)[0][0]
    return common if common > 1 else widths[0]


def _share(widths: Sequence[int]) -> float:
    """How much speaks for a separator: 0 where it separates nothing, 1 where all lines agree."""
    width = _width(widths)
    return 0.0 if width == 1 else widths.count(width) / len(widths)


def _aligned(lines: Sequence[str]) -> bool:
    rows = _split(lines, BLANKS, '"')
    numbers = any(re.fullmatch(r"[-+]?[\d.]+([eE][-+]?\d+)?", word) for word in rows[-1])
    return len(rows[0]) > 1 and len({len(row) for row in rows}) == 1 and numbers


def _quote(lines: Sequence[str], separator: str) -> str:
    """The single quote, where cells begin with it and all of these end with it, and no double one occurs."""
    if separator == BLANKS or any('"' in line for line in lines):
        return '"'
    start, end = rf"(?:^|{re.escape(separator)}) *'", rf"' *(?={re.escape(separator)}|$)"
    without = [re.subn(rf"{start}[^']*{end}", "", line) for line in lines]
    found = any(count for _, count in without)
    return "'" if found and not any(re.search(start, line) for line, _ in without) else '"'


def _named(separator: str) -> str:
    return {BLANKS: "blanks", "\t": "a tab"}.get(separator, repr(separator))
