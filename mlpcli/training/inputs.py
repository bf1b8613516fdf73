"""How a network's inputs are called, for messages about a training that diverges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mlpcli.arrays import Array


@dataclass(frozen=True)
class Inputs:
    """How the inputs are called: `names` (I,), the `columns` (I,) they are from, and by which shift and scale
    their numbers become the data's; `rows` (N,) are the training rows' numbers in their source.
    """

    names: Sequence[str] = ()
    columns: Sequence[str] = ()
    shift: Array = field(default_factory=lambda: np.zeros(0))
    scale: Array = field(default_factory=lambda: np.ones(0))
    rows: Array = field(default_factory=lambda: np.zeros(0, np.intp))

    def told(self, row: int, i: int, coded: float) -> dict[str, Any]:
        """One number of one row, in words that the user knows."""
        if i >= len(self.names):
            return {"row": row + 1, "column": f"input {i + 1}", "value": coded, "coded": coded}
        value = coded * float(self.scale[i]) + float(self.shift[i])
        return {"row": int(self.rows[row]) + 1, "column": self.names[i], "value": value, "coded": coded}


NO_NAMES = Inputs()
