"""Explicit numbers, written in the spec."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.errors import SpecError
from mlpcli.initialization.base import Initialization

Row = Annotated[tuple[float, ...], Field(strict=False)]
Matrix = Annotated[tuple[Row, ...], Field(strict=False)]


class Given(Initialization):
    """W or b as written: a list of I rows of O numbers for W, a list of O numbers for b.

    For networks that are solutions, not starting points: logic gates, XOR by two units.

    *Source:* Laurent (XOR by two ReLU units); Desassis (McCulloch-Pitts gates).

    >>> Given(values=((1.0, 1.0), (1.0, 1.0))).sample((2, 2), 2, 2, np.random.default_rng(0)).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """

    kind: Literal["given"] = "given"
    values: Row | Matrix = Field(description="the numbers: rows of W (inputs × units), or the biases")

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """The numbers, if they have this shape; a SpecError naming both shapes if not."""
        lengths = {len(row) for row in self.values if isinstance(row, tuple)}
        if len(lengths) > 1:
            raise SpecError(f"given values: rows of {sorted(lengths)} numbers; all need {shape[-1]}")
        values = np.array(self.values, dtype=np.float64)
        if values.shape != shape:
            raise SpecError(f"given values have shape {values.shape}; the layer needs {shape}")
        return values
