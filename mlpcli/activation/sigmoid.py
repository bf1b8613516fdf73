"""The logistic sigmoid."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli import numerics
from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Sigmoid(Activation):
    """g(z) = 1 / (1 + e^-z), g' = g (1 - g): from 0 to 1, saturating on both sides.

    g' is at most 1/4, so gradients shrink through deep sigmoid networks.

    *Source:* Laurent; Lepetit (hidden units); Models-Backprop (sigm); Desassis.

    >>> h, backward = Sigmoid().forward({}, np.array([[0.0, 2.0]]), Run())
    >>> h.round(4).tolist()
    [[0.5, 0.8808]]
    >>> backward(np.ones((1, 2)), {}).round(4).tolist()
    [[0.25, 0.105]]
    """

    kind: Literal["sigmoid"] = "sigmoid"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        h = numerics.sigmoid(z, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            slope = np.subtract(1, h, out=run.buffer("slope", h.shape, h.dtype))
            slope *= h
            return np.multiply(dh, slope, out=dh)

        return h, backward
