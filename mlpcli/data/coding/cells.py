"""Reading the cells of a column: as numbers, or as values that can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import different
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

Level: TypeAlias = "str | int | float | bool"
"""A category or a class, as a Python value."""

LONGEST = 40
"""Characters of a cell that a message shows."""

EMPTY, UNSEEN = -2, -1
"""What `positions` gives for a cell without a value, and for one whose value is none of the levels."""


def is_text(column: NDArray[Any]) -> bool:
    """Whether the cells are text."""
    return column.dtype.kind in "OUS"


def is_date(column: NDArray[Any]) -> bool:
    """Whether the cells are dates."""
    return column.dtype.kind == "M"


def days(dates: NDArray[Any]) -> NDArray[np.float64]:
    """Dates as days since 1970-01-01, NaN where there is none.

    >>> days(np.array(["1970-01-02T12", "NaT"], dtype="datetime64[us]")).tolist()
    [1.5, nan]
    """
    number = dates.astype("datetime64[us]").astype(np.int64) / 86400e6
    return np.where(np.isnat(dates), np.nan, number)


def readable(column: NDArray[Any]) -> NDArray[Any]:
    """Dates as text, None where there is none; other columns as they are.

    Each cell is spelled by itself, so that it has one spelling whatever stands in the others: the day alone
    at midnight, else the time too.

    >>> readable(np.array(["2024-03-01", "2024-03-01T12:30", "NaT"], dtype="datetime64[us]")).tolist()
    ['2024-03-01', '2024-03-01T12:30:00', None]
    """
    if not is_date(column):
        return column
    text = np.full(column.shape, None, dtype=object)
    for unit in ("us", "s", "D"):
        whole = column == column.astype(f"datetime64[{unit}]")
        text[whole] = column[whole].astype(f"datetime64[{unit}]").astype(str)
    return text


def single(frame: Frame, name: str) -> NDArray[Any]:
    """The column of a feature with one value a row: (N,). Raises DataError if there is none."""
    column = find(frame, name, "a feature")
    if column.ndim > 1:
        raise DataError(
            f"{frame.origin}, column {name}: holds arrays of shape {column.shape[1:]}, expected one value a "
            "row; declare it {type: array}"
        )
    return column


def numbers(frame: Frame, name: str, cells: NDArray[Any], rows: Rows, advice: str) -> NDArray[Any]:
    """The cells, of these rows of the frame, as finite numbers, NaN where empty; of any numeric type.

    Text that reads as a number is one; dates are days since 1970-01-01. Raises DataError with the place of
    the first cell that is none, and with advice on what to declare instead.
    """
    if is_date(cells):
        return days(cells)
    values = _parsed(frame, name, cells, rows, advice) if is_text(cells) else cells
    infinite = np.isinf(values) if values.dtype.kind == "f" else np.zeros(1, np.bool_)
    if infinite.any():
        row = rows[np.argwhere(infinite)[0, 0]]
        raise DataError(f"{frame.cell(row, name)}: is an infinite number; mend the cell")
    return values


def _parsed(frame: Frame, name: str, cells: NDArray[Any], rows: Rows, advice: str) -> NDArray[np.float64]:
    values = np.full(len(cells), np.nan)
    for i, cell in enumerate(cells.tolist()):
        try:
            values[i] = np.nan if cell is None else float(cell)
        except ValueError:
            raise DataError(
                f"{frame.cell(rows[i], name)}: {shown(cell)} is not a number; mend the cell, or {advice}"
            ) from None
    return values


def shown(cell: object) -> str:
    """A cell for a message: quoted, and of a long one the beginning.

    >>> shown("abc"), shown("a" * 1_000_000) == "'" + "a" * 40 + "'..."
    ("'abc'", True)
    """
    long = isinstance(cell, str) and len(cell) > LONGEST
    return f"{str(cell)[:LONGEST]!r}..." if long else repr(cell)


def empty(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Which cells have no value; of the cells' shape.

    >>> empty(np.array([1.0, np.nan])).tolist(), empty(np.array(["a", None], dtype=object)).tolist()
    ([False, True], [False, True])
    """
    if is_text(cells):
        missing = np.fromiter((cell is None for cell in cells.flat), np.bool_, cells.size)
        return missing.reshape(cells.shape)
    if cells.dtype.kind in "fM":
        return np.asarray(np.isnan(cells) if cells.dtype.kind == "f" else np.isnat(cells))
    return np.zeros(cells.shape, np.bool_)


def distinct(cells: NDArray[Any]) -> list[Any]:
    """The different values in rising order, without empty cells; whole floats become int.

    >>> distinct(np.array([2.0, np.nan, 1.0, 2.0])), distinct(np.array(["b", None, "a"], dtype=object))
    ([1, 2], ['a', 'b'])
    """
    cells = readable(cells)
    if is_text(cells):
        return sorted(set(cells.tolist()) - {None})
    values = different(cells[~empty(cells)]).tolist()
    return [int(v) if isinstance(v, float) and v.is_integer() else v for v in values]


def positions(cells: NDArray[Any], levels: Sequence[Level]) -> NDArray[np.intp]:
    """Where each cell stands among the levels, EMPTY or UNSEEN if nowhere: (n,).

    Values are compared in the levels' type, since the type found in a file depends on its other cells: a
    column with "1" and "?" is text, and a later file with "1" alone has numbers.

    >>> positions(np.array([3, 1]), ["1", "2"]).tolist()
    [-1, 0]
    """
    cells = readable(cells)
    table: dict[Any, int] = {level: i for i, level in enumerate(levels)}
    table[None] = EMPTY
    values = _as_text(cells, table) if any(isinstance(v, str) for v in levels) else _as_numbers(cells)
    return np.fromiter((table.get(value, UNSEEN) for value in values), np.intp, len(cells))


def _as_text(cells: NDArray[Any], known: dict[Any, int]) -> list[Any]:
    if cells.dtype.kind == "b":
        levels = {str(level).lower(): level for level in known}
        return [levels.get(str(cell).lower()) or str(cell) for cell in cells.tolist()]
    return spelled(cells)


def spelled(cells: NDArray[Any]) -> list[str | None]:
    """Each cell as text, None where it is empty; whole floats as integers.

    >>> spelled(np.array([1.0, 0.5, np.nan])), spelled(np.array([True]))
    (['1', '0.5', None], ['True'])
    """
    cells = readable(cells)
    if cells.dtype.kind == "f":
        return [None if v != v else str(int(v)) if v.is_integer() else repr(v) for v in cells.tolist()]
    return cells.tolist() if is_text(cells) else [str(cell) for cell in cells.tolist()]


def _as_numbers(cells: NDArray[Any]) -> list[Any]:
    if cells.dtype.kind == "f":
        return [None if v != v else v for v in cells.tolist()]
    return [_number(cell) for cell in cells.tolist()] if is_text(cells) else cells.tolist()


def _number(cell: str | None) -> Any:
    if cell is None:
        return None
    truth = {"true": True, "false": False}.get(cell.lower())
    if truth is not None:
        return truth
    try:
        return float(cell)
    except ValueError:
        return cell
