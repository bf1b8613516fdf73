"""What splits by the cells of one column have in common."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from mlpcli.data.coding.cells import empty
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.errors import DataError


def cells_of(frame: Frame, name: str, kind: str) -> NDArray[Any]:
    """The cells that divide the rows: (N,). Raises DataError without the column, or where a cell is empty."""
    cells = find(frame, name, f"data.split: {kind}")
    if cells.ndim > 1:
        raise DataError(
            f"{frame.origin}: column {name!r} holds arrays; data.split: {kind} needs one cell a row"
        )
    missing = empty(cells)
    if missing.any():
        raise DataError(
            f"{frame.where(int(missing.argmax()))}, column {name!r}: empty, and data.split: {kind} divides "
            f"the rows by it ({int(missing.sum()):,} such rows); fill the cell, or remove the row"
        )
    return cells
