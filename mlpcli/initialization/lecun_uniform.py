"""LeCun's initialization, uniform."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class LecunUniform(Initialization):
    """W ~ U(-a, a), a = √(3 / fan_in): the variance a²/3 is that of lecun_normal.

    PyTorch's default for linear layers is narrower, a = √(1 / fan_in).

    *Source:* LeCun, Bottou, Orr, Müller 1998 (Efficient BackProp), equation 16.

    >>> import numpy as np
    >>> W = LecunUniform().sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(abs(W).max()), 3)  # √(3/300) = 0.1
    0.1
    """

    kind: Literal["lecun_uniform"] = "lecun_uniform"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        bound = math.sqrt(3 / fan_in)
        return generator.uniform(-bound, bound, shape)
