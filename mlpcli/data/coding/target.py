"""What every coding of a target is, and the cells that it starts from."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from numpy.typing import DTypeLike, NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Finding, Outputs
from mlpcli.data.coding.cells import empty
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric import Head, Task


class TargetCoding(ABC):
    """How the target becomes y, fitted on training rows, and how a prediction becomes readable again."""

    type: ClassVar[str]

    @property
    @abstractmethod
    def task(self) -> Task:
        """What kind of prediction this is."""

    @property
    @abstractmethod
    def width(self) -> int:
        """O, the outputs that the network needs."""

    @property
    def units(self) -> tuple[Array, Array] | None:
        """(shift, scale), both (O,): unwarp(y · scale + shift) is in the data's units; None where y is."""
        return None

    def unwarp(self, values: Array) -> Array:
        """What is left to do behind `units`: (..., N, O) -> (..., N, O) in the data's units."""
        return values

    def findings(self, frame: Frame, rows: Rows) -> list[Finding]:
        """What had to be decided about cells of the target."""
        return []

    @property
    def heads(self) -> tuple[Head, ...]:
        """What is predicted, target by target; one has no name."""
        return (Head("", self.task, 0, self.width),)

    @property
    def probabilities(self) -> tuple[str, ...]:
        """The columns of `decode` that hold probabilities; () where there are none."""
        return ()

    @abstractmethod
    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """The target of these rows: (n, O). Raises DataError on cells that cannot be coded."""

    @abstractmethod
    def decode(self, prediction: Array) -> Outputs:
        """prediction: (N, O), as the loss's `predict` gives it -> columns for people."""

    @abstractmethod
    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What goes into JSON, and what is an array."""

    @classmethod
    @abstractmethod
    def load(cls, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> TargetCoding:
        """The inverse of dump."""


def target_cells(frame: Frame, name: str) -> NDArray[Any]:
    """The column: (N,), or (N, d, ...) for several numbers a row. Raises DataError if a cell is empty."""
    column = find(frame, name, "the target")
    if column.ndim > 1 and math.prod(column.shape[1:]) == 1:
        column = column.reshape(-1)
    missing = empty(column)
    if missing.any():
        by_row = missing.reshape(len(column), math.prod(column.shape[1:])).any(axis=1)
        raise DataError(
            f"{frame.cell(int(by_row.argmax()), name)}: the target is empty ({by_row.sum():,} of "
            f"{len(column):,} rows in all); fill these cells or remove the rows"
        )
    return column
