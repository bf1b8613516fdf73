"""Reading the cells of a column: as numbers, or as values that can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

Level: TypeAlias = "str | int | float | bool"
"""A category or a class, as a Python value."""

EMPTY, UNSEEN = -2, -1
"""What `positions` gives for a cell without a value, and for one whose value is none of the levels."""


def is_text(column: NDArray[Any]) -> bool:
    """Whether the cells are text."""
    return column.dtype.kind in "OUS"


def single(frame: Frame, name: str) -> NDArray[Any]:
    """The column of a feature with one value a row: (N,). Raises DataError if there is none."""
    column = find(frame, name, "a feature")
    if column.ndim > 1:
        raise DataError(
            f"{frame.origin}: column {name!r} holds arrays of shape {column.shape[1:]}, expected one value "
            "a row; declare it {type: array}"
        )
    return column


def numbers(frame: Frame, name: str, cells: NDArray[Any], rows: Rows, advice: str) -> NDArray[Any]:
    """The cells, of these rows of the frame, as finite numbers, NaN where empty; of any numeric type.

    Text that reads as a number is one. Raises DataError with the place of the first cell that is none, and
    with advice on what to declare instead.
    """
    values = _parsed(frame, name, cells, rows, advice) if is_text(cells) else cells
    infinite = np.isinf(values) if values.dtype.kind == "f" else np.zeros(1, np.bool_)
    if infinite.any():
        row = rows[np.argwhere(infinite)[0, 0]]
        raise DataError(f"{frame.where(row)}, column {name!r}: found an infinite number; mend the cell")
    return values


def _parsed(frame: Frame, name: str, cells: NDArray[Any], rows: Rows, advice: str) -> NDArray[np.float64]:
    values = np.full(len(cells), np.nan)
    for i, cell in enumerate(cells.tolist()):
        try:
            values[i] = np.nan if cell is None else float(cell)
        except ValueError:
            place = f"{frame.where(rows[i])}, column {name!r}"
            raise DataError(
                f"{place}: found {cell!r}, expected a number; mend the cell, or {advice}"
            ) from None
    return values


def empty(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Which cells have no value; of the cells' shape.

    >>> empty(np.array([1.0, np.nan])).tolist(), empty(np.array(["a", None], dtype=object)).tolist()
    ([False, True], [False, True])
    """
    if is_text(cells):
        missing = np.fromiter((cell is None for cell in cells.flat), np.bool_, cells.size)
        return missing.reshape(cells.shape)
    if cells.dtype.kind == "f":
        nan: NDArray[np.bool_] = np.isnan(cells)
        return nan
    return np.zeros(cells.shape, np.bool_)


def distinct(cells: NDArray[Any]) -> list[Any]:
    """The different values in rising order, without empty cells; whole floats become int.

    >>> distinct(np.array([2.0, np.nan, 1.0, 2.0])), distinct(np.array(["b", None, "a"], dtype=object))
    ([1, 2], ['a', 'b'])
    """
    if is_text(cells):
        return sorted(set(cells.tolist()) - {None})
    values = np.unique(cells[~empty(cells)]).tolist()
    return [int(v) if isinstance(v, float) and v.is_integer() else v for v in values]


def positions(cells: NDArray[Any], levels: Sequence[Level]) -> NDArray[np.intp]:
    """Where each cell stands among the levels, EMPTY or UNSEEN if nowhere: (n,).

    Values are compared in the levels' type, since the type found in a file depends on its other cells: a
    column with "1" and "?" is text, and a later file with "1" alone has numbers.

    >>> positions(np.array([3, 1]), ["1", "2"]).tolist()
    [-1, 0]
    """
    table: dict[Any, int] = {level: i for i, level in enumerate(levels)}
    table[None] = EMPTY
    values = _as_text(cells, table) if any(isinstance(v, str) for v in levels) else _as_numbers(cells)
    return np.fromiter((table.get(value, UNSEEN) for value in values), np.intp, len(cells))


def _as_text(cells: NDArray[Any], known: dict[Any, int]) -> list[Any]:
    if cells.dtype.kind == "b":
        spelled = {str(level).lower(): level for level in known}
        return [spelled.get(str(cell).lower()) or str(cell) for cell in cells.tolist()]
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
