"""He's initialization, uniform."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class HeUniform(Initialization):
    """W ~ U(-a, a), a = √(6 / fan_in): the variance a²/3 is that of he_normal.

    *Source:* He, Zhang, Ren, Sun 2015 (arXiv:1502.01852).

    >>> import numpy as np
    >>> W = HeUniform().sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(abs(W).max()), 3)  # √(6/300) = 0.1414
    0.141
    """

    kind: Literal["he_uniform"] = "he_uniform"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        bound = math.sqrt(6 / fan_in)
        return generator.uniform(-bound, bound, shape)
