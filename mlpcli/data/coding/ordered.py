"""Levels with an order as their ranks, or as a thermometer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import EMPTY, UNSEEN, Level, positions, shown, single
from mlpcli.data.coding.missing import named, nothing, refuse, with_indicator
from mlpcli.data.columns import Ordered
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError


@dataclass(frozen=True, eq=False)
class OrderedCoding(FeatureCoding):
    """rank: x = (k - (L - 1) / 2) / ((L - 1) / 2) for level k = 0..L-1. thermometer: x_j = [k >= j], j >= 1.

    Empty cells, and levels that are not declared, hold level `fill`; None: an empty one is an error, and
    an undeclared one too.
    """

    type: ClassVar[str] = "ordered"

    name: str
    shift: Array
    scale: Array
    levels: tuple[Level, ...]
    coding: Literal["rank", "thermometer"]
    fill: int | None
    indicator: bool

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Ordered, rows: Rows) -> OrderedCoding:
        """Finds the median level of these rows. Raises DataError where one is not declared."""
        found = _places(frame, name, spec.values, rows)
        if (found == UNSEEN).any():
            _undeclared(frame, name, rows, found)
        there = np.sort(found[found >= 0])
        if not len(there):
            nothing(frame, name, "median")
        fill = int(there[(len(there) - 1) // 2]) if spec.missing == "median" else None
        steps, indicator = len(spec.values) - 1, spec.indicator is True
        if spec.coding == "rank":
            shift, scale = np.array([steps / 2]), np.array([steps / 2])
        else:
            shift, scale = np.zeros(steps), np.ones(steps)
        arrays = with_indicator(shift, scale, indicator)
        return cls(name, *arrays, spec.values, spec.coding, fill, indicator)

    @property
    def names(self) -> tuple[str, ...]:
        """The column's name, or `column>=level` for each step; `column=(empty)` for the indicator."""
        steps = tuple(f"{self.name}>={level}" for level in self.levels[1:])
        return named((self.name,) if self.coding == "rank" else steps, self.name, self.indicator)

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, width)."""
        found = _places(frame, self.name, self.levels, rows)
        missing, unseen = found == EMPTY, found == UNSEEN
        findings = []
        if self.fill is None and missing.any():
            refuse(frame, rows, self.name, missing)
        if self.fill is None and unseen.any():
            _undeclared(frame, self.name, rows, found)
        if self.indicator:
            x[:, -1] = missing | unseen
        if missing.any():
            decision = f"empty, filled with {self.levels[self.fill or 0]}"
            findings.append(Finding(self.name, decision, int(missing.sum()), len(found)))
        if unseen.any():
            decision = f"of levels that are not declared, taken for {self.levels[self.fill or 0]}"
            example = str(single(frame, self.name)[rows[unseen.argmax()]])
            findings.append(Finding(self.name, decision, int(unseen.sum()), len(found), example, "unseen"))
        k = np.where(found < 0, self.fill or 0, found)
        if self.coding == "rank":
            x[:, 0] = (k - self.shift[0]) / self.scale[0]
        else:
            x[:, : len(self.levels) - 1] = k[:, None] >= np.arange(1, len(self.levels))
        return findings

    def decode(self, x: Array) -> Outputs:
        """x: (N, width) -> the nearest level."""
        if self.coding == "rank":
            k = np.rint(x[:, 0] * self.scale[0] + self.shift[0]).clip(0, len(self.levels) - 1)
        else:
            k = (x[:, : len(self.levels) - 1] > 0.5).sum(axis=-1)
        decoded = np.empty(len(x), dtype=object)
        decoded[:] = [self.levels[int(i)] for i in k]
        return {self.name: decoded}

    def dump(self) -> dict[str, Any]:
        """Everything but the arrays."""
        return {
            "type": self.type,
            "name": self.name,
            "levels": list(self.levels),
            "coding": self.coding,
            "fill": self.fill,
            "indicator": self.indicator,
        }

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> OrderedCoding:
        """The inverse of dump."""
        own = (entry[key] for key in ("coding", "fill", "indicator"))
        return cls(entry["name"], arrays["shift"], arrays["scale"], tuple(entry["levels"]), *own)


def _places(frame: Frame, name: str, levels: tuple[Level, ...], rows: Rows) -> NDArray[np.intp]:
    return positions(single(frame, name)[rows], levels)


def _undeclared(frame: Frame, name: str, rows: Rows, found: NDArray[np.intp]) -> None:
    row = rows[(found == UNSEEN).argmax()]
    cell = single(frame, name)[row : row + 1].tolist()[0]
    raise DataError(
        f"{frame.cell(row, name)}: {shown(cell)} is none of the declared values; add it to `values` in "
        "data.columns, at its place in the order"
    )
