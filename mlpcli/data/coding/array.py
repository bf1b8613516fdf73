"""A column of arrays (images, spectra) as many scaled inputs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.scaling import finite, unscaled, write_scaled
from mlpcli.data.columns import ArrayColumn
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

PORTION = 128
"""Rows coded at a time, so that no second copy of a large column is needed; with many more, what is computed
in between is memory that the system has to give anew each time."""

WORTH_SHARING = 5_000_000
"""Numbers from which on two threads code them: much of the time goes into getting memory for them."""


@dataclass(frozen=True, eq=False)
class ArrayCoding(FeatureCoding):
    """x = (value - shift) / scale for each of the d numbers of a row, read in C order.

    standard: mean and deviation of the training rows, input by input. unit: shift 0, and the scale is 255
    for uint8, the largest magnitude in the training rows for other types. `shape` is that of one row.
    """

    type: ClassVar[str] = "array"

    name: str
    shift: Array
    scale: Array
    shape: tuple[int, ...]

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: ArrayColumn, rows: Rows) -> ArrayCoding:
        """Fits on these rows; spec.scale is resolved (not auto)."""
        column = _column(frame, name)
        d = math.prod(column.shape[1:])
        shift, scale = np.zeros(d), np.ones(d)
        if spec.scale == "standard":
            shift, scale = _moments(frame, name, rows, d)
        elif spec.scale == "unit":
            scale *= 255 if column.dtype == np.uint8 else _largest(frame, name, rows)
        return cls(name, shift, scale, column.shape[1:])

    @property
    def names(self) -> tuple[str, ...]:
        """`column[i,j]` for each input."""
        return tuple(f"{self.name}[{','.join(map(str, place))}]" for place in np.ndindex(self.shape))

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, d)."""
        shape = _column(frame, self.name).shape[1:]
        if shape != self.shape:
            raise DataError(
                f"{frame.origin}, column {self.name}: holds arrays of shape {shape}, expected {self.shape}"
            )
        starts = range(0, len(rows), PORTION)
        if x.size < WORTH_SHARING:
            for start in starts:
                self._write(frame, rows, x, start)
            return []
        from concurrent.futures import ThreadPoolExecutor  # takes as long to load as some commands' work

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda start: self._write(frame, rows, x, start), starts))  # raises the first error
        return []

    def _write(self, frame: Frame, rows: Rows, x: Array, start: int) -> None:
        chosen, values = _portion(frame, self.name, rows[start : start + PORTION])
        place = x[start : start + len(values)]
        write_scaled(frame, self.name, chosen, values, self.shift, self.scale, place)

    def decode(self, x: Array) -> Outputs:
        """x: (N, d) -> the arrays in their own units and shape."""
        return {self.name: unscaled(x, self.shift, self.scale).reshape(len(x), *self.shape)}

    def dump(self) -> dict[str, Any]:
        """Everything but shift and scale."""
        return {"type": self.type, "name": self.name, "shape": list(self.shape)}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> ArrayCoding:
        """The inverse of dump."""
        return cls(entry["name"], arrays["shift"], arrays["scale"], tuple(entry["shape"]))


def _column(frame: Frame, name: str) -> NDArray[Any]:
    column = find(frame, name, "a feature")
    if column.ndim == 1 or column.dtype.kind not in "biuf":
        found = "text" if column.dtype.kind not in "biuf" else "one number a row"
        raise DataError(f"{frame.origin}, column {name}: holds {found}, expected arrays of numbers")
    return column


def _portions(frame: Frame, name: str, rows: Rows) -> Iterator[tuple[Rows, NDArray[Any]]]:
    """Row numbers and their values (n, d), PORTION rows at a time. Raises DataError on one not finite."""
    for start in range(0, len(rows), PORTION):
        yield _portion(frame, name, rows[start : start + PORTION])


def _portion(frame: Frame, name: str, chosen: Rows) -> tuple[Rows, NDArray[Any]]:
    """These rows and their values (n, d). Raises DataError on one not finite."""
    column = _column(frame, name)
    values = column.reshape(len(column), math.prod(column.shape[1:]))[chosen]
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        row = chosen[np.argwhere(~np.isfinite(values))[0, 0]]
        raise DataError(
            f"{frame.cell(row, name)}: has a number that is missing or infinite; arrays must be complete"
        )
    return chosen, values


def _moments(frame: Frame, name: str, rows: Rows, d: int) -> tuple[Array, Array]:
    """Mean and deviation (divided by N) of each of the d inputs; deviation 1 where nothing changes."""
    total, squares, changes = np.zeros(d), np.zeros(d), np.zeros(d, dtype=bool)
    first = _column(frame, name)[rows[0]].reshape(-1).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        for _, values in _portions(frame, name, rows):
            total += values.sum(axis=0, dtype=np.float64)
            changes |= (values != first).any(axis=0)
        mean = np.where(changes, total / len(rows), first)
        for _, values in _portions(frame, name, rows):
            squares += np.square(np.subtract(values, mean, dtype=np.float64)).sum(axis=0)
    deviation = np.sqrt(squares / len(rows))
    return finite(frame, name, mean, np.where(changes & (deviation > 0), deviation, 1.0))


def _largest(frame: Frame, name: str, rows: Rows) -> float:
    """The largest magnitude in the rows, 1 if that is 0."""
    ends = (max(float(v.max()), -float(v.min())) for _, v in _portions(frame, name, rows))
    return max(ends, default=0.0) or 1.0
