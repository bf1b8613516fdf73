"""All zeros, the usual start of biases."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class Zeros(Initialization):
    """b = 0. For weights only where nothing needs to tell units apart: a network without hidden layers.

    *Source:* Lepetit (biases are usually initialized to 0; weights need to break the symmetry).

    >>> Zeros().sample((2,), 1, 2, np.random.default_rng(0)).tolist()
    [0.0, 0.0]
    """

    kind: Literal["zeros"] = "zeros"

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Zeros of this shape."""
        return np.zeros(shape)
