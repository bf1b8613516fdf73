"""Text cells as columns of numbers, dates or text, whichever all the cells of a column allow.

The cells stand in DuckDB's table `cells`, columns c0, c1, ..., trimmed, an empty cell as NULL or ''.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.source.tabular.database import Connection, text

ColumnType: TypeAlias = Literal["code", "integer", "number", "date", "text"]

Extremes: TypeAlias = "tuple[int, int] | None"
"""The lowest and highest kind of cell: -1 code, 0 integer, 1 number, 2 date, 3 text; None where all are
missing. A code is digits behind a 0 that a number would lose, as in 0042."""

_DECIMAL = r"[-+]?[0-9]+[.][0-9]+"  # a number, looked for first as most cells of large tables are such
_CODE = r"0[0-9]+"
_INTEGER = r"[-+]?[0-9]{1,18}"
_NUMBER = r"(?i)[-+]?(([0-9]+[.]?[0-9]*|[.][0-9]+)(e[-+]?[0-9]+)?|inf|infinity|nan)"
_DATE = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?Z?)?"
_KIND = f"""WHEN @ IS NULL THEN NULL
    WHEN regexp_full_match(@, {text(_DECIMAL)}) THEN 1
    WHEN regexp_full_match(@, {text(_CODE)}) THEN -1
    WHEN regexp_full_match(@, {text(_INTEGER)}) THEN 0
    WHEN regexp_full_match(@, {text(_NUMBER)}) THEN 1
    WHEN regexp_full_match(@, {text(_DATE)}) AND TRY_CAST(@ AS TIMESTAMP) IS NOT NULL THEN 2
    ELSE 3"""
_AS = {
    "code": "@",
    "integer": "CAST(@ AS BIGINT)",
    "number": "CAST(@ AS DOUBLE)",
    "date": "CAST(@ AS TIMESTAMP)",
    "text": "@",
}


def each(width: int, expression: str) -> str:
    """The expression for every column, @ standing for its name.

    >>> each(2, "trim(@)")
    'trim(c0) AS c0, trim(c1) AS c1'
    """
    return ", ".join(f"{expression.replace('@', f'c{i}')} AS c{i}" for i in range(width))


def present(cell: str, missing: Collection[str]) -> str:
    """SQL for a trimmed cell, or NULL if that is empty or one of the texts `missing`."""
    pattern = "|".join(["", *map(re.escape, _words(missing))])
    return f"CASE WHEN NOT regexp_full_match({cell}, {text(pattern)}) THEN {cell} END"


def _words(missing: Collection[str]) -> list[str]:
    return [word.strip() for word in missing]


@dataclass(frozen=True)
class Survey:
    """What the cells of each column are, in the first row and in the rows below it.

    `marked` are the columns with a cell that is missing and not empty: "NA", "?".
    """

    first: Sequence[Extremes]
    below: Sequence[Extremes]
    marked: frozenset[int]

    @classmethod
    def joined(cls, pieces: Sequence[Survey]) -> Survey:
        """That of a table from those of its pieces, one behind the other; all rows but one are below."""
        lists = [pieces[0].below, *(each for piece in pieces[1:] for each in (piece.first, piece.below))]
        below = [reduce(together, column) for column in zip(*lists, strict=True)]
        return cls(pieces[0].first, below, frozenset().union(*(piece.marked for piece in pieces)))


def survey(connection: Connection, width: int, missing: Collection[str]) -> Survey:
    """Looks at every cell.

    All stand in one long column for it: SQL with an expression for each column of a wide table takes longer
    to compile than to run.
    """
    names = ", ".join(f"c{i}" for i in range(width))
    words = ", ".join(map(text, ["", *_words(missing)]))
    kind = _KIND.replace("@", "cell")
    found = connection.execute(f"""
        WITH long AS (
            SELECT rowid > 0 AS below, unnest([{names}]) AS cell, unnest(range({width})) AS i FROM cells),
        told AS (
            SELECT below, i, cell, coalesce(cell IN ({words}), false) AS marked FROM long),
        judged AS (
            SELECT below, i, marked, CASE WHEN marked THEN NULL {kind} END AS kind FROM told)
        SELECT below, i, min(kind), max(kind), bool_or(marked) FROM judged GROUP BY below, i
    """).fetchall()
    extremes: tuple[list[Extremes], list[Extremes]] = ([None] * width, [None] * width)
    for below, i, low, high, _ in found:
        extremes[below][i] = None if high is None else (low, high)
    return Survey(*extremes, frozenset(i for _, i, _, _, marked in found if marked))


def together(first: Extremes, second: Extremes) -> Extremes:
    """The extremes of two parts of a column.

    >>> together((0, 1), (1, 3)), together(None, (1, 1))
    ((0, 3), (1, 1))
    """
    if first is None or second is None:
        return first or second
    return min(first[0], second[0]), max(first[1], second[1])


def column_type(extremes: Extremes) -> ColumnType | None:
    """What a column with such cells is; None where all are missing.

    Whole numbers of which one begins with a 0 are codes, such as those of places: text. Beside numbers with
    a point they are numbers.

    >>> column_type((0, 1)), column_type((2, 2)), column_type((1, 2)), column_type((-1, 0))
    ('number', 'date', 'text', 'code')
    """
    if extremes is None:
        return None
    low, high = extremes
    if low == -1 and high <= 0:
        return "code"
    if high == 2 and low != 2:
        return "text"
    types: tuple[ColumnType, ...] = ("integer", "number", "date", "text")
    return types[high]


def query(
    types: Sequence[ColumnType | None], rows: str, missing: Collection[str], marked: Collection[int]
) -> str:
    """SQL for the columns of the rows that fulfil a condition, NULL where missing.

    They are integers, numbers, timestamps or text. A column that is missing altogether is of numbers.
    """
    wanted = []
    for i, kind in enumerate(types):
        cell = f"({present(f'c{i}', missing)})" if i in marked else f"c{i}"
        wanted.append(f"{_AS[kind or 'number'].replace('@', cell)} AS c{i}")
    return f"SELECT {', '.join(wanted)} FROM cells WHERE {rows}"


def arrays(connection: Connection, query: str) -> list[NDArray[Any]]:
    """A query's result, column by column: int64, float64 (NaN: missing), datetime64 in
    microseconds (NaT) or str (None: missing).
    """
    return [filled(column) for column in connection.execute(query).fetchnumpy().values()]


def filled(column: NDArray[Any]) -> NDArray[Any]:
    """A column with NaN or None where DuckDB has NULL."""
    mask = np.ma.getmaskarray(column)
    plain: NDArray[Any] = np.ma.getdata(column)
    if not mask.any():
        return plain
    kind = plain.dtype.kind
    filled = plain.copy() if kind in "OM" else plain.astype(np.float64)
    filled[mask] = {"O": None, "M": np.datetime64("NaT")}.get(kind, np.nan)
    return filled
