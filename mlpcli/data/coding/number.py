"""A number as one scaled input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import empty, numbers, single
from mlpcli.data.coding.scaling import fitted, unscaled, write_scaled
from mlpcli.data.columns import Number
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError


@dataclass(frozen=True, eq=False)
class NumberCoding(FeatureCoding):
    """x = (value - shift) / scale; shift and scale are of shape (1,).

    Empty cells hold `fill`, and None means that they are an error; `origin` says where the fill is from.
    """

    type: ClassVar[str] = "number"

    name: str
    shift: Array
    scale: Array
    fill: float | None
    origin: str

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Number, rows: Rows) -> NumberCoding:
        """Fits on these rows: first the fill, then shift and scale of the filled column."""
        values = _numbers(frame, name, rows).astype(np.float64)
        missing = empty(values)
        fill = _fill(frame, name, spec, values[~missing])
        if fill is not None:
            values[missing] = fill
        shift, scale = fitted(frame, name, spec.scale, values if fill is not None else values[~missing])
        origin = f"{spec.missing} of the training rows" if isinstance(spec.missing, str) else "as declared"
        return cls(name, shift, scale, fill, origin)

    @property
    def names(self) -> tuple[str, ...]:
        """The column's name."""
        return (self.name,)

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, 1)."""
        values = _numbers(frame, self.name, rows)
        missing = empty(values)
        findings = []
        if missing.any():
            if self.fill is None:
                raise DataError(
                    f"{frame.where(rows[missing.argmax()])}, column {self.name!r}: found an empty cell "
                    f"({missing.sum():,} in all), and the spec says `missing: error`; fill it, or declare "
                    "what to fill it with"
                )
            values = np.where(missing, self.fill, values)
            decision = f"empty, filled with {self.fill:g} ({self.origin})"
            findings.append(Finding(self.name, decision, int(missing.sum()), len(values)))
        write_scaled(frame, self.name, rows, values[:, None], self.shift, self.scale, x)
        return findings

    def decode(self, x: Array) -> Outputs:
        """x: (N, 1) -> the numbers in their own units."""
        return {self.name: unscaled(x, self.shift, self.scale)[:, 0]}

    def dump(self) -> dict[str, Any]:
        """Everything but shift and scale."""
        return {"type": self.type, "name": self.name, "fill": self.fill, "origin": self.origin}

    @classmethod
    def load(cls, entry: Mapping[str, Any], shift: Array, scale: Array) -> NumberCoding:
        """The inverse of dump."""
        return cls(entry["name"], shift, scale, entry["fill"], entry["origin"])


def _numbers(frame: Frame, name: str, rows: Rows) -> NDArray[Any]:
    return numbers(frame, name, single(frame, name)[rows], rows, "declare the column a category")


def _fill(frame: Frame, name: str, spec: Number, present: Array) -> float | None:
    """What empty cells get; present: the numbers that the training rows have."""
    if spec.missing == "error":
        return None
    if not isinstance(spec.missing, str):
        return float(spec.missing)
    if not len(present):
        raise DataError(
            f"{frame.origin}: column {name!r} is empty in all training rows and has no {spec.missing}; "
            "drop it, or declare a number for `missing`"
        )
    return float(np.median(present) if spec.missing == "median" else present.mean())
