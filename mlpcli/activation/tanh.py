"""The hyperbolic tangent."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Tanh(Activation):
    """g(z) = tanh z = (e^2z - 1) / (e^2z + 1), g' = 1 - g²: from -1 to 1, close to z around 0.

    *Source:* Laurent; Lepetit (hidden units); Models-Backprop; Desassis.

    >>> h, backward = Tanh().forward({}, np.array([[0.0, 1.0]]), Run())
    >>> h.round(4).tolist()
    [[0.0, 0.7616]]
    >>> backward(np.ones((1, 2)), {}).round(4).tolist()
    [[1.0, 0.42]]
    """

    kind: Literal["tanh"] = "tanh"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        h = np.tanh(z, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            slope = np.multiply(h, h, out=run.buffer("slope", h.shape, h.dtype))
            np.subtract(1, slope, out=slope)
            return np.multiply(dh, slope, out=dh)

        return h, backward
