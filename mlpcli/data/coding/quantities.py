"""A target of one or several numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Outputs
from mlpcli.data.coding.cells import numbers
from mlpcli.data.coding.scaling import fitted, unscaled, write_scaled
from mlpcli.data.coding.target import TargetCoding, target_cells
from mlpcli.data.frame import Frame
from mlpcli.data.scale import Scale, Standard
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric.base import Task

STANDARD = Standard()


@dataclass(frozen=True, eq=False)
class NumberTarget(TargetCoding):
    """y = (value - mean) / deviation of the training rows, so that the loss does not depend on units.

    With the scale "none" y is the value; `unscaled.py` builds on that.
    `columns` are the names with the shape of one row: () for a number. shift, scale: (O,).
    """

    type: ClassVar[str] = "numbers"

    columns: tuple[tuple[str, tuple[int, ...]], ...]
    shift: Array
    scale: Array

    @classmethod
    def fit(cls, frame: Frame, names: Sequence[str], rows: Rows, scale: Scale = STANDARD) -> NumberTarget:
        """Fits on these rows."""
        columns, moments = [], []
        for name in names:
            columns.append((name, target_cells(frame, name).shape[1:]))
            moments += [fitted(frame, name, scale, v) for v in _values(frame, name, rows).T]
        shifts, scales = zip(*moments, strict=True)
        return cls(tuple(columns), np.concatenate(shifts), np.concatenate(scales))

    @property
    def task(self) -> Task:
        """Numbers are a regression."""
        return "regression"

    @property
    def width(self) -> int:
        """O, numbers a row."""
        return len(self.shift)

    @property
    def units(self) -> tuple[Array, Array]:
        """Mean and deviation of the training rows."""
        return self.shift, self.scale

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """y: (n, O)."""
        y = np.empty((len(rows), self.width), dtype)
        start = 0
        for name, shape in self.columns:
            here = slice(start, start + math.prod(shape))
            values = _values(frame, name, rows)
            if values.shape[1] != math.prod(shape):
                raise DataError(
                    f"{frame.origin}: the target {name!r} has other than {math.prod(shape)} numbers a row"
                )
            write_scaled(frame, name, rows, values, self.shift[here], self.scale[here], y[:, here])
            start = here.stop
        return y

    def decode(self, prediction: Array) -> Outputs:
        """The targets by name, in the data's units."""
        values, start, outputs = unscaled(prediction, self.shift, self.scale), 0, {}
        for name, shape in self.columns:
            stop = start + math.prod(shape)
            outputs[name] = values[:, start:stop].reshape(len(values), *shape)
            start = stop
        return outputs

    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Names and shapes, and the two arrays."""
        columns = [[name, list(shape)] for name, shape in self.columns]
        return {"type": self.type, "columns": columns}, {"shift": self.shift, "scale": self.scale}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> NumberTarget:
        """The inverse of dump."""
        columns = tuple((name, tuple(shape)) for name, shape in entry["columns"])
        return cls(columns, arrays["shift"], arrays["scale"])


def _values(frame: Frame, name: str, rows: Rows) -> Array:
    """The target of these rows in double precision: (n, d)."""
    cells = target_cells(frame, name)[rows]
    values = numbers(frame, name, cells, rows, "set data.task: classification").astype(np.float64)
    return values.reshape(len(values), -1)
