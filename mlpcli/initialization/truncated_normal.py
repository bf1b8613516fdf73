"""Normal weights without the tails."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class TruncatedNormal(Initialization):
    """W ~ N(mean, σ²) given that |W - mean| <= 2σ; what lies farther out is drawn again.

    σ is the deviation before the cut, as in Keras; after it, the weights have 0.8796 σ.

    *Source:* Lepetit (simple random initialization breaks the symmetry); Abadi et al. 2016 (TensorFlow's
    truncated_normal).

    >>> W = TruncatedNormal(deviation=0.5).sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(W.std()), 2), bool(abs(W).max() <= 1)
    (0.44, True)
    """

    kind: Literal["truncated_normal"] = "truncated_normal"
    deviation: float = Field(0.05, gt=0, description="σ, standard deviation before the cut at 2σ")
    mean: float = Field(0.0, description="mean of the weights")

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        z = generator.standard_normal(shape)
        outside = np.abs(z) > 2
        while outside.any():
            z[outside] = generator.standard_normal(int(outside.sum()))
            outside = np.abs(z) > 2
        return self.mean + self.deviation * z
