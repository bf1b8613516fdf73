"""A category as one input, the number of its level, which an embedding layer looks up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.category import CategoryCoding, rare_in
from mlpcli.data.columns import Category, Index
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows


@dataclass(frozen=True, eq=False)
class IndexCoding(FeatureCoding):
    """x = 1 + the place of the cell's level among the inputs of one-hot coding; 0 if it has none.

    So 1 to V stand for the levels of the training rows, then (empty) and (other), as far as there are any,
    and 0 for what training never saw.
    """

    type: ClassVar[str] = "index"

    name: str
    shift: Array
    scale: Array
    one_hot: CategoryCoding

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Index, rows: Rows) -> IndexCoding:
        """The levels of these rows."""
        levels = Category(max_levels=spec.max_levels, min_count=spec.min_count)
        one_hot = CategoryCoding.fit(frame, name, levels, rows)
        return cls(name, np.zeros(1), np.ones(1), one_hot)

    @property
    def names(self) -> tuple[str, ...]:
        """The column's name."""
        return (self.name,)

    @property
    def vocabulary(self) -> int:
        """V, codes beside 0."""
        return self.one_hot.width

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, 1)."""
        found, findings = self.one_hot.places(frame, rows)
        x[:, 0] = np.maximum(found, -1) + 1
        return findings

    def decode(self, x: Array) -> Outputs:
        """x: (N, 1) -> the level of the nearest code, None for (empty) and for 0."""
        codes = np.rint(x[:, 0]).clip(0, self.vocabulary).astype(np.intp)
        one_hot = np.eye(self.vocabulary + 1)[codes][:, 1:]
        levels = self.one_hot.decode(one_hot)[self.name]
        levels[codes == 0] = None
        return {self.name: levels}

    def dump(self) -> dict[str, Any]:
        """Everything but shift and scale."""
        return {**self.one_hot.dump(), "type": self.type}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> IndexCoding:
        """The inverse of dump."""
        width = len(entry["levels"]) + entry["empty"] + bool(rare_in(entry))
        one_hot = CategoryCoding.load(entry, {"shift": np.zeros(width), "scale": np.ones(width)})
        return cls(entry["name"], arrays["shift"], arrays["scale"], one_hot)
