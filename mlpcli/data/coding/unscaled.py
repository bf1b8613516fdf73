"""Targets of numbers that mean something as they stand: not standardized, but checked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import numpy as np
from numpy.typing import DTypeLike

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Outputs
from mlpcli.data.coding.quantities import NumberTarget
from mlpcli.data.coding.target import TargetCoding
from mlpcli.data.frame import Frame
from mlpcli.data.scale.none import Unscaled
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

T = TypeVar("T", bound="UnscaledTarget")


@dataclass(frozen=True, eq=False)
class UnscaledTarget(TargetCoding):
    """Y is the numbers themselves; `numbers` reads them, with shift 0 and scale 1."""

    numbers: NumberTarget

    @classmethod
    def fit(cls: type[T], frame: Frame, names: Sequence[str], rows: Rows) -> T:
        """Looks at the columns' shapes, and at these rows for numbers that cannot be."""
        target = cls(NumberTarget.fit(frame, names, rows, Unscaled()))
        target.encode(frame, rows, np.float64)
        return target

    @abstractmethod
    def checked(self, frame: Frame, rows: Rows, y: Array) -> Array:
        """y: (n, O) in double precision, as it is to be learned. Raises DataError for what cannot be."""

    @property
    def width(self) -> int:
        """O, numbers a row."""
        return self.numbers.width

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each of the O numbers."""
        return tuple(
            name if not shape else f"{name}[{', '.join(map(str, place))}]"
            for name, shape in self.numbers.columns
            for place in np.ndindex(*shape)
        )

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """y: (n, O)."""
        return self.checked(frame, rows, self.numbers.encode(frame, rows, np.float64)).astype(dtype)

    def decode(self, prediction: Array) -> Outputs:
        """The targets by name."""
        return self.numbers.decode(prediction)

    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Names and shapes, and the two arrays."""
        entry, arrays = self.numbers.dump()
        return {**entry, "type": self.type}, arrays

    @classmethod
    def load(cls: type[T], entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> T:
        """The inverse of dump."""
        return cls(NumberTarget.load(entry, arrays))

    def refuse(self, frame: Frame, rows: Rows, y: Array, wrong: Array, expected: str) -> NoReturn:
        """Raises DataError with the place of the first wrong number; wrong: (n, O)."""
        i, o = np.argwhere(wrong)[0]
        raise DataError(f"{frame.cell(rows[i], self.names[o])}: the target is {y[i, o]:g}; {expected}")
