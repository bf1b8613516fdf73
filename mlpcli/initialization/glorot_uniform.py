"""Glorot's initialization, uniform."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class GlorotUniform(Initialization):
    """W ~ U(-a, a), a = √(6 / (fan_in + fan_out)): the variance a²/3 is that of glorot_normal.

    Keras' default for dense layers; scikit-learn's for all but logistic units.

    *Source:* Glorot, Bengio 2010, equation 16.

    >>> import numpy as np
    >>> W = GlorotUniform().sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(abs(W).max()), 3)  # √(6/400) = 0.1225
    0.122
    """

    kind: Literal["glorot_uniform"] = "glorot_uniform"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        bound = math.sqrt(6 / (fan_in + fan_out))
        return generator.uniform(-bound, bound, shape)
