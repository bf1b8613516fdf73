"""A category as one input for each of its levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import EMPTY, UNSEEN, Level, distinct, empty, positions, single
from mlpcli.data.columns import Category
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows


@dataclass(frozen=True, eq=False)
class CategoryCoding(FeatureCoding):
    """One-hot over the levels of the training rows, in rising order, then (empty), then (other).

    `has_empty`: the training rows have empty cells, which are a level of their own. `has_other`: the
    training rows have more levels than inputs, and the rare ones share one. What has no input of its own
    sets that of (other), or if there is none leaves all inputs 0: an input that training never saw at 1
    would have weights that were never learned.
    """

    type: ClassVar[str] = "category"

    name: str
    shift: Array
    scale: Array
    levels: tuple[Level, ...]
    has_empty: bool
    has_other: bool

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Category, rows: Rows) -> CategoryCoding:
        """The levels of these rows; of too many, the most frequent, of equally frequent the first."""
        cells = single(frame, name)[rows]
        levels = distinct(cells)
        has_empty = bool(empty(cells).any())
        has_other = len(levels) + has_empty > spec.max_levels
        if has_other:
            found = positions(cells, levels)
            counts = np.bincount(found[found >= 0], minlength=len(levels))
            kept = np.argsort(-counts, kind="stable")[: spec.max_levels - has_empty - 1]
            levels = [levels[i] for i in np.sort(kept)]
        width = len(levels) + has_empty + has_other
        return cls(name, np.zeros(width), np.ones(width), tuple(levels), has_empty, has_other)

    @property
    def names(self) -> tuple[str, ...]:
        """`column=level` for each input."""
        special = ["(empty)"] * self.has_empty + ["(other)"] * self.has_other
        return tuple(f"{self.name}={level}" for level in [*self.levels, *special])

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, levels)."""
        found, findings = self.places(frame, rows)
        x[:] = 0
        seen = np.flatnonzero(found >= 0)
        x[seen, found[seen]] = 1
        return findings

    def places(self, frame: Frame, rows: Rows) -> tuple[NDArray[np.intp], list[Finding]]:
        """The input of each cell, less than 0 if it has none: (n,), and what had to be decided."""
        cells = single(frame, self.name)[rows]
        found = positions(cells, self.levels)
        if self.has_empty:
            found[found == EMPTY] = len(self.levels)
        findings = self._findings(cells, found)
        if self.has_other:
            found[found < 0] = self.width - 1
        return found, findings

    def _findings(self, cells: NDArray[Any], found: NDArray[np.intp]) -> list[Finding]:
        unseen, blank = found == UNSEEN, found == EMPTY
        findings = []
        if unseen.any():
            decision = "of levels that have no input, coded as other"
            example = str(cells[unseen.argmax()])
            findings.append(Finding(self.name, decision, int(unseen.sum()), len(cells), example))
        if blank.any():
            decision = "empty, as none is in the training rows, coded as other"
            findings.append(Finding(self.name, decision, int(blank.sum()), len(cells)))
        return findings

    def decode(self, x: Array) -> Outputs:
        """x: (N, levels) -> the level whose input is the largest, None for (empty)."""
        levels = [*self.levels, *[None] * self.has_empty, *["(other)"] * self.has_other]
        decoded = np.empty(len(x), dtype=object)
        decoded[:] = [levels[i] for i in x.argmax(axis=-1)]
        return {self.name: decoded}

    def dump(self) -> dict[str, Any]:
        """Everything but shift and scale."""
        return {
            "type": self.type,
            "name": self.name,
            "levels": list(self.levels),
            "empty": self.has_empty,
            "other": self.has_other,
        }

    @classmethod
    def load(cls, entry: Mapping[str, Any], shift: Array, scale: Array) -> CategoryCoding:
        """The inverse of dump."""
        return cls(entry["name"], shift, scale, tuple(entry["levels"]), entry["empty"], entry["other"])
