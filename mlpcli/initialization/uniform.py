"""Independent uniform weights between given bounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class Uniform(Initialization):
    """W ~ U[low, high), whatever the size of the layer: variance (high - low)² / 12.

    Keras' RandomUniform has the same bounds by default.

    *Source:* Lepetit (simple random initialization breaks the symmetry).

    >>> import numpy as np
    >>> W = Uniform(low=-1.0, high=1.0).sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(W.std()), 2)  # 2/√12 = 0.577
    0.58
    """

    kind: Literal["uniform"] = "uniform"
    low: float = Field(-0.05, description="the smallest weight")
    high: float = Field(0.05, description="the largest weight")

    @model_validator(mode="after")
    def _in_order(self) -> Uniform:
        if self.low >= self.high:
            raise ValueError(f"low: must be less than high, found {self.low} and {self.high}")
        return self

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        return generator.uniform(self.low, self.high, shape)
