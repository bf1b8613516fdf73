"""Glorot's initialization, normal."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class GlorotNormal(Initialization):
    """W ~ N(0, σ²), σ = √(2 / (fan_in + fan_out)).

    The compromise between keeping the variance of the activations (σ² = 1/fan_in) and that of the gradients
    (σ² = 1/fan_out) from layer to layer; for tanh and other functions close to the identity around 0.

    *Source:* Lepetit (Xavier initialization); Glorot, Bengio 2010.

    >>> import numpy as np
    >>> W = GlorotNormal().sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(W.std()), 3)  # √(2/400) = 0.0707
    0.071
    """

    kind: Literal["glorot_normal"] = "glorot_normal"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        return generator.normal(0.0, math.sqrt(2 / (fan_in + fan_out)), shape)
