"""The past is learned from, the future is kept for the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.data.frame import Frame
from mlpcli.data.split.base import Partition, sizes
from mlpcli.data.split.cells import cells_of
from mlpcli.data.split.fractions import Fractions
from mlpcli.errors import DataError


class Time(Fractions):
    """The latest rows by a column are for test, those before them for validation, the earliest for training.

    So a network is judged as it will be used: on days that come after those it has seen. Sizes are those of
    `random`; of rows with equal times the first in the file are earlier. Nothing is drawn.

    With `folds: k` the rows that are not for test are cut, in order, into k + 1 stretches of equal size (the
    first ones a row longer, if need be); fold i learns from stretches 0 … i and watches stretch i + 1. Unlike
    in other splits the first stretch is never watched, and folds learn from more and more rows.

    *Source:* Laurent (cross-validation); forward chaining as in scikit-learn's TimeSeriesSplit, whose first
    stretch takes the rows left over instead.

    >>> parts = Time(column="day", validation=0.25, test=0.25).rows(4, None, np.array([3, 1, 2, 9]))
    >>> parts.train.tolist(), parts.validation.tolist(), parts.test.tolist()
    ([1, 2], [0], [3])
    """

    kind: Literal["time"] = "time"
    column: str = Field(min_length=1, description="the column that orders the rows: numbers or dates")

    @property
    def reads(self) -> str | None:
        """The column of the times."""
        return self.column

    def keys(self, frame: Frame, folder: Path) -> NDArray[Any]:
        """The times, as something that can be sorted. Raises DataError for text that is no date."""
        cells = cells_of(frame, self.column, self.kind)
        if cells.dtype.kind not in "OUS":
            return cells
        moments = np.empty(len(cells), "datetime64[us]")
        for i, cell in enumerate(cells.tolist()):
            try:
                moments[i] = np.datetime64(str(cell), "us")
            except ValueError:
                raise DataError(
                    f"{frame.where(i)}, column {self.column!r}: found {cell!r}, expected a number or a date "
                    "such as 2024-03-01 to order the rows by (data.split: time)"
                ) from None
        return moments

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """keys: (n,) are the times; the labels do not matter."""
        if keys is None:
            raise ValueError("a split by time needs the times")
        validation, test = sizes(n, self.watched, self.test)
        order = np.argsort(keys, kind="stable")
        learned, watched, tested = np.split(order, [n - test - validation, n - test])
        if self.folds:
            if len(learned) <= self.folds:
                raise DataError(f"{len(learned)} rows are too few for {self.folds} folds; give less of them")
            stretches = np.array_split(learned, self.folds + 1)
            learned, watched = np.concatenate(stretches[: self.fold + 1]), stretches[self.fold + 1]
        return Partition(train=np.sort(learned), validation=np.sort(watched), test=np.sort(tested))
