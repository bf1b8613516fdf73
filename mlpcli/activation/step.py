"""The hard threshold, for networks whose weights are given."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import like
from mlpcli.run import Run


class Step(Activation):
    """g(z) = 1 if z > β, else 0; g' = 0 wherever it exists, so nothing below this layer learns.

    Meant for given weights: the gates of McCulloch and Pitts, XOR from two layers of them.

    *Source:* Rudi-Gaillard 2.1 (β = 0); Laurent and Desassis (hard threshold with β); McCulloch, Pitts 1943.

    >>> h, backward = Step(beta=0.5).forward({}, np.array([[0.0, 0.5, 1.0]]), Run())
    >>> h.tolist()
    [[0.0, 0.0, 1.0]]
    """

    kind: Literal["step"] = "step"
    beta: float = Field(0.0, description="threshold: the unit fires above it")

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of zeros and ones, in z's memory."""
        h = np.greater(z, like(self.beta, z), out=z, casting="unsafe")

        def backward(dh: Array, grads: Params) -> Array:
            dh.fill(0)
            return dh

        return h, backward
