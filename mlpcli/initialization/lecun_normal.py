"""LeCun's initialization, normal."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class LecunNormal(Initialization):
    """W ~ N(0, σ²), σ = √(1 / fan_in).

    A unit's sum has the variance of its inputs: for units that keep it, identity and selu among them.

    *Source:* LeCun, Bottou, Orr, Müller 1998 (Efficient BackProp), equation 16.

    >>> import numpy as np
    >>> W = LecunNormal().sample((300, 100), 300, 100, np.random.default_rng(0))
    >>> round(float(W.std()), 3)  # √(1/300) = 0.0577
    0.058
    """

    kind: Literal["lecun_normal"] = "lecun_normal"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        return generator.normal(0.0, math.sqrt(1 / fan_in), shape)
