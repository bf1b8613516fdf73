"""A category as one input for each of its levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import EMPTY, UNSEEN, Level, distinct, empty, positions, single
from mlpcli.data.columns import Category
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows


@dataclass(frozen=True, eq=False)
class CategoryCoding(FeatureCoding):
    """One-hot over the levels of the training rows, in rising order, then (empty), then (other).

    `has_empty`: the training rows have empty cells, which are a level of their own. `rare`: levels of the
    training rows, too rare or too many for inputs of their own, which share (other). What training never
    saw sets that too, or if there is none leaves all inputs 0: an input that training never saw at 1 would
    have weights that were never learned.
    """

    type: ClassVar[str] = "category"

    name: str
    shift: Array
    scale: Array
    levels: tuple[Level, ...]
    has_empty: bool
    rare: tuple[Level, ...]

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Category, rows: Rows) -> CategoryCoding:
        """The levels that are frequent enough in these rows; of too many, the most frequent.

        Of equally frequent ones the first.
        """
        cells = single(frame, name)[rows]
        levels = distinct(cells)
        has_empty = bool(empty(cells).any())
        found = positions(cells, levels)
        counts = np.bincount(found[found >= 0], minlength=len(levels))
        frequent = np.flatnonzero(counts >= spec.min_count)
        kept = np.arange(len(levels))
        if len(frequent) < len(levels) or len(levels) + has_empty > spec.max_levels:
            order = frequent[np.argsort(-counts[frequent], kind="stable")]
            kept = np.sort(order[: spec.max_levels - has_empty - 1])
        own = tuple(levels[i] for i in kept)
        rare = tuple(levels[i] for i in np.setdiff1d(np.arange(len(levels)), kept))
        width = len(own) + has_empty + bool(rare)
        return cls(name, np.zeros(width), np.ones(width), own, has_empty, rare)

    @property
    def has_other(self) -> bool:
        """Whether an input is shared by rare levels."""
        return bool(self.rare)

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
        known = positions(cells, self.levels + self.rare)
        rare = known >= len(self.levels)
        found = np.where(rare, UNSEEN, known)
        if self.has_empty:
            found[known == EMPTY] = len(self.levels)
        findings = self._findings(cells, found, rare)
        if self.has_other:
            found[found < 0] = self.width - 1
        return found, findings

    def _findings(
        self, cells: NDArray[Any], found: NDArray[np.intp], rare: NDArray[np.bool_]
    ) -> list[Finding]:
        unseen, blank = (found == UNSEEN) & ~rare, found == EMPTY
        findings = []
        if rare.any():
            decision, example = "of rare levels, coded as other", str(cells[rare.argmax()])
            findings.append(Finding(self.name, decision, int(rare.sum()), len(cells), example, "rare"))
        if unseen.any():
            decision = "of levels never seen in training, coded as other"
            example = str(cells[unseen.argmax()])
            findings.append(Finding(self.name, decision, int(unseen.sum()), len(cells), example, "unseen"))
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
            "rare": list(self.rare),
        }

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> CategoryCoding:
        """The inverse of dump."""
        levels, rare = tuple(entry["levels"]), rare_in(entry)
        return cls(entry["name"], arrays["shift"], arrays["scale"], levels, entry["empty"], rare)


def rare_in(entry: Mapping[str, Any]) -> tuple[Level, ...]:
    """The rare levels of a stored coding; older ones say only that there were some."""
    return tuple(entry.get("rare", ["(other)"] * entry.get("other", False)))
