"""He's initialization, normal."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class HeNormal(Initialization):
    """W ~ N(0, σ²), σ = √(2 / fan_in).

    A rectifier passes half of the variance on, so the weights carry twice of it: for relu and its kin.

    *Source:* He, Zhang, Ren, Sun 2015 (arXiv:1502.01852), equation 10.

    >>> import numpy as np
    >>> W = HeNormal().sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(W.std()), 2)  # √(2/300) = 0.0816
    0.08
    """

    kind: Literal["he_normal"] = "he_normal"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        return generator.normal(0.0, math.sqrt(2 / fan_in), shape)
