"""Arrays of large binary files: numbers stay on disk, row by row as they are asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.frame import Stored
from mlpcli.data.ondisk import OnDisk


class ArrayStore(Stored):
    """Columns as a frame has them, those of numbers in a scratch file.

    A column of one number a row is read as a whole when it is asked for; one of arrays only by the rows that
    are asked for.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any] | OnDisk]):
        self._columns = columns
        self.rows = len(next(iter(columns.values()))) if columns else 0

    @property
    def width(self) -> int:
        """Numbers of a row, in all columns."""
        return sum(math.prod(column.shape[1:]) for column in self._columns.values())

    def part(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The rows from start to stop."""
        return {name: column[start:stop] for name, column in self._columns.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        column = self._columns[name]
        if isinstance(column, OnDisk) and column.ndim == 1:
            return np.asarray(column)
        return column  # type: ignore[return-value]  # OnDisk does what an array of arrays is asked to do

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def fits(dtype: np.dtype[Any]) -> bool:
    """Whether numbers of this type are columns as they are."""
    return dtype.kind in "biuf" and dtype.itemsize <= 8 and dtype.isnative
