"""A truth value as one input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import shown, single, spelled
from mlpcli.data.coding.missing import named, nothing, refuse, with_indicator
from mlpcli.data.columns import Boolean
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

PAIRS = (("false", "true"), ("no", "yes"), ("f", "t"), ("n", "y"))
"""Words that make a column of text one of truth values; 0, 1, off and on do where it is declared."""

WORDS = {word: float(i) for pair in (*PAIRS, ("0", "1"), ("off", "on")) for i, word in enumerate(pair)}


@dataclass(frozen=True, eq=False)
class BooleanCoding(FeatureCoding):
    """x = 1 for true, 0 for false, `fill` for an empty cell (None: an error); then the indicator if any."""

    type: ClassVar[str] = "boolean"

    name: str
    shift: Array
    scale: Array
    fill: float | None
    indicator: bool

    @classmethod
    def fit(cls, frame: Frame, name: str, spec: Boolean, rows: Rows) -> BooleanCoding:
        """Finds the share of true rows in these."""
        values = _truths(frame, name, rows)
        there = values[~np.isnan(values)]
        if spec.missing == "mean" and not len(there):
            nothing(frame, name, "mean")
        fill = {"mean": None if not len(there) else float(there.mean()), "error": None}
        chosen = fill[spec.missing] if isinstance(spec.missing, str) else float(spec.missing)
        shift, scale = with_indicator(np.zeros(1), np.ones(1), spec.indicator is True)
        return cls(name, shift, scale, chosen, spec.indicator is True)

    @property
    def names(self) -> tuple[str, ...]:
        """The column's name; `column=(empty)` for the indicator."""
        return named((self.name,), self.name, self.indicator)

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, width)."""
        values = _truths(frame, self.name, rows)
        missing = np.isnan(values)
        if self.indicator:
            x[:, -1] = missing
        if missing.any() and self.fill is None:
            refuse(frame, rows, self.name, missing)
        x[:, 0] = np.where(missing, self.fill or 0.0, values)
        if not missing.any():
            return []
        return [Finding(self.name, f"empty, filled with {self.fill:g}", int(missing.sum()), len(values))]

    def decode(self, x: Array) -> Outputs:
        """x: (N, width) -> true where the input is above 1/2."""
        return {self.name: x[:, 0] > 0.5}

    def dump(self) -> dict[str, Any]:
        """Everything but the arrays."""
        return {"type": self.type, "name": self.name, "fill": self.fill, "indicator": self.indicator}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> BooleanCoding:
        """The inverse of dump."""
        return cls(entry["name"], arrays["shift"], arrays["scale"], entry["fill"], entry["indicator"])


def _truths(frame: Frame, name: str, rows: Rows) -> Array:
    """1, 0, or NaN for an empty cell: (n,). Raises DataError at the first that is no truth value."""
    cells = single(frame, name)[rows]
    texts = spelled(cells)
    values: Array = np.array([np.nan if t is None else WORDS.get(t.lower(), -1.0) for t in texts])
    if (values < 0).any():
        i = int((values < 0).argmax())
        found = shown(cells[i : i + 1].tolist()[0])
        raise DataError(
            f"{frame.cell(rows[i], name)}: {found} is not a truth value (true or false, yes or no, 1 or 0); "
            "mend the cell, or declare the column a category"
        )
    return values
