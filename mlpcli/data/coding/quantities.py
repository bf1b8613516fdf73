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
from mlpcli.data.coding.scaling import fitted, write_scaled
from mlpcli.data.coding.target import TargetCoding, target_cells
from mlpcli.data.coding.transform import TRANSFORMS, TransformName, transformed
from mlpcli.data.frame import Frame
from mlpcli.data.scale import Scale
from mlpcli.data.scale.standard import Standard
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric.base import Task

STANDARD = Standard()
NO_TRANSFORMS: Mapping[str, TransformName] = {}


@dataclass(frozen=True, eq=False)
class NumberTarget(TargetCoding):
    """y = (value - mean) / deviation of the training rows, so that the loss does not depend on units.

    With the scale "none" y is the value; `unscaled.py` builds on that.
    `columns` are the names with the shape of one row: () for a number; `transforms` has one for each, taken
    before the mean. shift, scale: (O,).
    """

    type: ClassVar[str] = "numbers"

    columns: tuple[tuple[str, tuple[int, ...]], ...]
    shift: Array
    scale: Array
    transforms: tuple[TransformName, ...]

    @classmethod
    def fit(
        cls,
        frame: Frame,
        names: Sequence[str],
        rows: Rows,
        scale: Scale = STANDARD,
        transforms: Mapping[str, TransformName] = NO_TRANSFORMS,
    ) -> NumberTarget:
        """Fits on these rows; a column that `transforms` does not name has none."""
        columns, moments = [], []
        for name in names:
            columns.append((name, target_cells(frame, name).shape[1:]))
            values = _values(frame, name, rows, transforms.get(name, "none"))
            moments += [fitted(frame, name, scale, v) for v in values.T]
        shifts, scales = zip(*moments, strict=True)
        own = tuple(transforms.get(name, "none") for name in names)
        return cls(tuple(columns), np.concatenate(shifts), np.concatenate(scales), own)

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

    def unwarp(self, values: Array) -> Array:
        """The transforms undone."""
        if set(self.transforms) <= {"none"}:
            return values
        widths = [math.prod(shape) for _, shape in self.columns]
        parts = np.split(values, np.cumsum(widths)[:-1], axis=-1)
        undone = [TRANSFORMS[t].undo(part) for t, part in zip(self.transforms, parts, strict=True)]
        return np.concatenate(undone, axis=-1)

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """y: (n, O)."""
        y = np.empty((len(rows), self.width), dtype)
        start = 0
        for (name, shape), transform in zip(self.columns, self.transforms, strict=True):
            here = slice(start, start + math.prod(shape))
            values = _values(frame, name, rows, transform)
            if values.shape[1] != math.prod(shape):
                raise DataError(
                    f"{frame.origin}: the target {name!r} has other than {math.prod(shape)} numbers a row"
                )
            write_scaled(frame, name, rows, values, self.shift[here], self.scale[here], y[:, here])
            start = here.stop
        return y

    def decode(self, prediction: Array) -> Outputs:
        """The targets by name, in the data's units."""
        values = self.unwarp(prediction * self.scale + self.shift).astype(prediction.dtype)
        start, outputs = 0, {}
        for name, shape in self.columns:
            stop = start + math.prod(shape)
            outputs[name] = values[:, start:stop].reshape(len(values), *shape)
            start = stop
        return outputs

    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Names and shapes, and the two arrays."""
        columns = [[name, list(shape)] for name, shape in self.columns]
        entry = {"type": self.type, "columns": columns, "transforms": list(self.transforms)}
        return entry, {"shift": self.shift, "scale": self.scale}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> NumberTarget:
        """The inverse of dump."""
        columns = tuple((name, tuple(shape)) for name, shape in entry["columns"])
        transforms = tuple(entry.get("transforms", ["none"] * len(columns)))
        return cls(columns, arrays["shift"], arrays["scale"], transforms)


def _values(frame: Frame, name: str, rows: Rows, transform: TransformName) -> Array:
    """The target of these rows in double precision, transformed: (n, d)."""
    cells = target_cells(frame, name)[rows]
    values = numbers(frame, name, cells, rows, "set data.task: classification").astype(np.float64)
    return transformed(frame, name, rows, values.reshape(len(values), math.prod(values.shape[1:])), transform)
