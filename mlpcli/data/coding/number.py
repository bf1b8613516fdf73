"""A number as one scaled input, or as those of its coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import empty, numbers, single
from mlpcli.data.coding.missing import named, nothing, refuse, with_indicator
from mlpcli.data.coding.scaling import fitted, overflowing, write_scaled
from mlpcli.data.columns import Number
from mlpcli.data.frame import Frame
from mlpcli.data.number_coding.identity import Identity
from mlpcli.data.split import Rows

_SPEC = TypeAdapter(Number)


@dataclass(frozen=True, eq=False)
class NumberCoding(FeatureCoding):
    """x = φ((warp(value) - shift) / scale), φ the coding, which for most columns is the identity.

    Then shift and scale are the (1,) of the formula. Otherwise these are `moments` (2,), and inputs are
    their own units: shift 0, scale 1. Empty cells hold `fill`, and None means that they are an error;
    `spec` says where the fill is from. With `spec.indicator` a last input tells where cells are empty.
    """

    type: ClassVar[str] = "number"

    name: str
    shift: Array
    scale: Array
    spec: Number
    fill: float | None
    moments: Array
    landmarks: Array
    table: Array

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Number, rows: Rows) -> NumberCoding:
        """Fits on these rows: first the fill, then the scale of the filled column, then its coding."""
        values = _numbers(frame, name, rows).astype(np.float64, copy=False)  # its own already
        missing = empty(values)
        gaps = bool(missing.any())
        fill = _fill(frame, name, spec, values[~missing] if gaps else values)
        if fill is None:
            values = values[~missing] if gaps else values
        else:
            values[missing] = fill
        landmarks = spec.scale.landmarks(values)
        warped = spec.scale.warp(values, landmarks)
        shift, scale = fitted(frame, name, spec.scale, warped)
        table = spec.coding.table((warped - shift) / scale, name)
        return cls._of(name, spec, fill, np.concatenate([shift, scale]), landmarks, table)

    @classmethod
    def _of(
        cls, name: str, spec: Number, fill: float | None, moments: Array, landmarks: Array, table: Array
    ) -> NumberCoding:
        shift, scale = moments[:1], moments[1:]
        if not isinstance(spec.coding, Identity):
            width = len(spec.coding.names(name, table))
            shift, scale = np.zeros(width), np.ones(width)
        shift, scale = with_indicator(shift, scale, spec.indicator is True)
        return cls(name, shift, scale, spec, fill, moments, landmarks, table)

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the coding; `column=(empty)` for the indicator."""
        return named(self.spec.coding.names(self.name, self.table), self.name, self.spec.indicator is True)

    @property
    def warps(self) -> bool:
        """Whether shift and scale lead to warped numbers only."""
        return isinstance(self.spec.coding, Identity) and self.spec.scale.warps

    @property
    def tables(self) -> Arrays:
        """Moments where shift and scale are not, what the scale remembers, what the coding does."""
        linear = isinstance(self.spec.coding, Identity)
        arrays = {"landmarks": self.landmarks, "table": self.table}
        found = {name: array for name, array in arrays.items() if len(array)}
        return found if linear else {"moments": self.moments, **found}

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, width)."""
        values = _numbers(frame, self.name, rows)
        missing = empty(values)
        findings = []
        if self.spec.indicator is True:
            x[:, -1] = missing
        if missing.any():
            if self.fill is None:
                refuse(frame, rows, self.name, missing)
            values = np.where(missing, self.fill, values)
            how = self.spec.missing
            origin = f"{how} of the training rows" if isinstance(how, str) else "as declared"
            decision = f"empty, filled with {self.fill:g} ({origin})"
            findings.append(Finding(self.name, decision, int(missing.sum()), len(values)))
        values = self.spec.scale.warp(values.astype(np.float64, copy=False), self.landmarks)
        shift, scale = self.moments[:1], self.moments[1:]
        if isinstance(self.spec.coding, Identity):
            write_scaled(frame, self.name, rows, values[:, None], shift, scale, x[:, :1])
            return findings
        z = np.empty((len(rows), 1))
        write_scaled(frame, self.name, rows, values[:, None], shift, scale, z)
        coded = self.spec.coding.expand(z[:, 0], self.table)
        with overflowing(frame, self.name, rows, values[:, None], shift, x.dtype):
            x[:, : coded.shape[-1]] = coded
        return findings

    def decode(self, x: Array) -> Outputs:
        """x: (N, width) -> the numbers in their own units."""
        inputs = x[:, :-1] if self.spec.indicator is True else x
        z = self.spec.coding.contract(inputs.astype(np.float64), self.table)
        values = self.spec.scale.unwarp(z * self.moments[1] + self.moments[0], self.landmarks)
        return {self.name: values.astype(x.dtype)}

    def dump(self) -> dict[str, Any]:
        """The column's spec and the fill."""
        spec = self.spec.model_dump(mode="json")
        return {"type": self.type, "name": self.name, "fill": self.fill, "spec": spec}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> NumberCoding:
        """The inverse of dump."""
        spec = _SPEC.validate_python(entry.get("spec", {"indicator": False}), strict=False)
        moments = arrays.get("moments", np.append(arrays["shift"][:1], arrays["scale"][:1]))
        landmarks, table = (arrays.get(name, np.empty(0)) for name in ("landmarks", "table"))
        return cls._of(entry["name"], spec, entry["fill"], moments, landmarks, table)


def _numbers(frame: Frame, name: str, rows: Rows) -> NDArray[Any]:
    return numbers(frame, name, single(frame, name)[rows], rows, "declare the column a category")


def _fill(frame: Frame, name: str, spec: Number, present: Array) -> float | None:
    """What empty cells get; present: the numbers that the training rows have."""
    if spec.missing == "error":
        return None
    if not isinstance(spec.missing, str):
        return float(spec.missing)
    if not len(present):
        nothing(frame, name, spec.missing)
    return float(_median(present) if spec.missing == "median" else present.mean())


def _median(present: Array) -> float:
    """As np.median, which loads numpy.ma to find out whether numbers are masked.

    >>> _median(np.array([4.0, 1.0, 2.0])), _median(np.array([4.0, 1.0, 2.0, 3.0]))
    (2.0, 2.5)
    """
    low, high = (len(present) - 1) // 2, len(present) // 2
    return float(np.partition(present, [low, high])[low : high + 1].mean())
