"""Independent normal weights of one given deviation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class Normal(Initialization):
    """W ~ N(mean, deviation²), whatever the size of the layer.

    *Source:* Lepetit (simple random initialization breaks the symmetry).

    >>> import numpy as np
    >>> W = Normal(deviation=0.5).sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(W.std()), 2)
    0.5
    """

    kind: Literal["normal"] = "normal"
    deviation: float = Field(0.01, gt=0, description="standard deviation σ of the weights")
    mean: float = Field(0.0, description="mean of the weights")

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        return generator.normal(self.mean, self.deviation, shape)
