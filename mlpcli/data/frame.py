"""Data as a source gives it: named columns of equal length, before any coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Frame:
    """Columns by name, each of shape (N,) or (N, d, ...).

    Numbers are integers or floats (a missing one is NaN), truth values bool, dates datetime64 in microseconds
    (NaT), text is of type object with str entries (a missing one is None). `origin` is the name of the file
    (or data set) for messages; `target` is the column that the source itself says is to be predicted, if it
    does.
    """

    columns: Mapping[str, NDArray[Any]]
    origin: str
    target: str | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def take(self, rows: NDArray[np.intp]) -> Frame:
        """The frame of these rows, in this order."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Frame(columns, self.origin, self.target)

    def where(self, row: int) -> str:
        """Where row (counted from 0) stands, for a message; rows are counted from 1 there.

        >>> Frame({"a": np.zeros(3)}, "a.csv").where(1)
        'a.csv, row 2'
        """
        return f"{self.origin}, row {row + 1}"

    def cell(self, row: int, column: str) -> str:
        """Where a cell stands, for a message.

        >>> Frame({"a": np.zeros(3)}, "a.csv").cell(1, "a")
        'a.csv, row 2, column a'
        """
        return f"{self.where(row)}, column {column}"
