"""Data as a source gives it: named columns of equal length, before any coding."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

PORTION = 500_000
"""Cells that a portion of a frame has, about."""

MOST_ROWS = 65_536
"""Rows of a portion at most."""


class Stored(Mapping[str, NDArray[Any]]):
    """Columns that stay on disk: each is read when it is asked for."""

    rows: int

    @abstractmethod
    def part(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The rows from start to stop of all columns, in memory."""

    @property
    @abstractmethod
    def width(self) -> int:
        """Cells of a row."""

    def __contains__(self, name: object) -> bool:
        """Whether there is such a column; a mapping would read it to find out."""
        return any(name == own for own in self)


@dataclass(frozen=True)
class Frame:
    """Columns by name, each of shape (N,) or (N, d, ...).

    Numbers are integers or floats (a missing one is NaN), truth values bool, dates datetime64 in microseconds
    (NaT), text is of type object with str entries (a missing one is None). `origin` is the name of the file
    (or data set) for messages; `target` is the column that the source itself says is to be predicted, if it
    does; `first` is the number of the first row, where the frame is a portion of another.

    The columns of a large file are `Stored`: they can be used like those of any other, one at a time, while
    `portions` goes through all of them at once.
    """

    columns: Mapping[str, NDArray[Any]]
    origin: str
    target: str | None = None
    first: int = 0

    def __len__(self) -> int:
        if isinstance(self.columns, Stored):
            return self.columns.rows
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def take(self, rows: NDArray[np.intp]) -> Frame:
        """The frame of these rows, in this order."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Frame(columns, self.origin, self.target)

    def portions(self) -> Iterator[Frame]:
        """The frame in pieces of consecutive rows that fit into memory.

        >>> [len(part) for part in Frame({"a": np.zeros(100_000)}, "a.csv").portions()]
        [65536, 34464]
        """
        columns = self.columns
        if isinstance(columns, Stored):
            width = columns.width
        else:
            width = sum(math.prod(column.shape[1:]) for column in columns.values())
        step = min(max(PORTION // max(width, 1), 1), MOST_ROWS)
        for start in range(0, len(self), step):
            stop = min(start + step, len(self))
            part = (
                columns.part(start, stop)
                if isinstance(columns, Stored)
                else {name: column[start:stop] for name, column in columns.items()}
            )
            yield Frame(part, self.origin, self.target, self.first + start)

    def where(self, row: int) -> str:
        """Where row (counted from 0) stands, for a message; rows are counted from 1 there.

        >>> Frame({"a": np.zeros(3)}, "a.csv").where(1)
        'a.csv, row 2'
        """
        return f"{self.origin}, row {self.first + row + 1}"

    def cell(self, row: int, column: str) -> str:
        """Where a cell stands, for a message.

        >>> Frame({"a": np.zeros(3)}, "a.csv").cell(1, "a")
        'a.csv, row 2, column a'
        """
        return f"{self.where(row)}, column {column}"
