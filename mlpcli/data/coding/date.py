"""A date as the parts that are declared of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import empty, readable
from mlpcli.data.coding.dates import moments, part
from mlpcli.data.coding.missing import named, nothing, refuse, with_indicator
from mlpcli.data.columns import Date
from mlpcli.data.frame import Frame
from mlpcli.data.scale.base import standardized
from mlpcli.data.split import Rows


@dataclass(frozen=True, eq=False)
class DateCoding(FeatureCoding):
    """Of each part either (value - mean) / deviation, or sin and cos of 2π value / period.

    Empty cells hold the moment `fill`, microseconds since 1970-01-01; None: they are an error.
    """

    type: ClassVar[str] = "date"

    name: str
    shift: Array
    scale: Array
    parts: tuple[str, ...]
    cyclic: bool
    fill: int | None
    indicator: bool
    format: str | None

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Date, rows: Rows) -> DateCoding:
        """Finds the median date of these rows, and mean and deviation of the parts; spec has no auto."""
        values = moments(frame, name, rows, spec.format)
        missing = empty(values)
        there = np.sort(values[~missing])
        if not len(there):
            nothing(frame, name, "median")
        middle = there[(len(there) - 1) // 2]
        values = np.where(missing, middle, values) if spec.missing == "median" else there
        shift, scale = [], []
        for each in spec.parts:
            around = _around(each, spec.cyclic)
            found = [(0.0, 1.0)] * 2 if around else [standardized(part(values, each))]
            shift += [first for first, _ in found]
            scale += [second for _, second in found]
        indicator = spec.indicator is True
        arrays = with_indicator(np.array(shift), np.array(scale), indicator)
        fill = int(middle.astype(np.int64)) if spec.missing == "median" else None
        return cls(name, *arrays, tuple(spec.parts), spec.cyclic, fill, indicator, spec.format)

    @property
    def names(self) -> tuple[str, ...]:
        """`column.part`, or `column.part.sin` and `column.part.cos`; `column=(empty)` for the indicator."""
        found: list[str] = []
        for each in self.parts:
            name = f"{self.name}.{each}"
            found += [f"{name}.sin", f"{name}.cos"] if _around(each, self.cyclic) else [name]
        return named(tuple(found), self.name, self.indicator)

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, width)."""
        values = moments(frame, self.name, rows, self.format)
        missing = empty(values)
        findings = []
        if self.indicator:
            x[:, -1] = missing
        if missing.any():
            if self.fill is None:
                refuse(frame, rows, self.name, missing)
            fill = np.datetime64(self.fill, "us")
            values = np.where(missing, fill, values)
            decision = f"empty, filled with {readable(np.array([fill]))[0]} (median of the training rows)"
            findings.append(Finding(self.name, decision, int(missing.sum()), len(values)))
        i = 0
        for each in self.parts:
            value, period = part(values, each), _around(each, self.cyclic)
            if period:
                angle = 2 * np.pi * value / period
                x[:, i], x[:, i + 1] = np.sin(angle), np.cos(angle)
            else:
                x[:, i] = (value - self.shift[i]) / self.scale[i]
            i += 2 if period else 1
        return findings

    def decode(self, x: Array) -> Outputs:
        """x: (N, width) -> `column.part` for each, counted as in the inputs (January is 0)."""
        outputs: Outputs = {}
        i = 0
        for each in self.parts:
            period = _around(each, self.cyclic)
            if period:
                turn = np.arctan2(x[:, i], x[:, i + 1]) / (2 * np.pi)
                values = np.rint(turn * period) % period
            else:
                values = x[:, i] * self.scale[i] + self.shift[i]
            outputs[f"{self.name}.{each}"] = values.astype(x.dtype)
            i += 2 if period else 1
        return outputs

    def dump(self) -> dict[str, Any]:
        """Everything but the arrays."""
        return {
            "type": self.type,
            "name": self.name,
            "parts": list(self.parts),
            "cyclic": self.cyclic,
            "fill": self.fill,
            "indicator": self.indicator,
            "format": self.format,
        }

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> DateCoding:
        """The inverse of dump."""
        own = (entry[key] for key in ("cyclic", "fill", "indicator", "format"))
        return cls(entry["name"], arrays["shift"], arrays["scale"], tuple(entry["parts"]), *own)


def _around(part: str, cyclic: bool) -> int | None:
    """After how many a part comes round, if it is to be a point on a circle."""
    return Date.circular.get(part) if cyclic else None
