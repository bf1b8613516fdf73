"""The softmax, as a function between layers."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Softmax(Activation):
    """h_i = e^(z_i) / Σ_j e^(z_j), ∂h_i/∂z_j = h_i (1[i = j] - h_j): the units share a sum of 1.

    Backward is the whole Jacobian times dh, without writing it out: dz = h ⊙ (dh - Σ_j dh_j h_j). The largest
    z is subtracted first, which changes nothing and keeps e^z in range.

    For hidden layers (a soft choice among units), or in front of mse. cross_entropy takes what stands before
    the softmax and applies its own: there the output's activation stays identity.

    *Source:* Laurent (softmax and its derivatives); Lepetit (softmax units); Bridle 1990.

    >>> h, backward = Softmax().forward({}, np.log([[1.0, 2.0, 1.0]]), Run())
    >>> h.round(4).tolist()
    [[0.25, 0.5, 0.25]]
    >>> backward(np.array([[1.0, 0.0, 0.0]]), {}).round(4).tolist()
    [[0.1875, -0.125, -0.0625]]
    """

    kind: Literal["softmax"] = "softmax"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        total = run.buffer("total", (*z.shape[:-1], 1), z.dtype)
        z -= np.maximum.reduce(z, axis=-1, keepdims=True, out=total)
        h = np.exp(z, out=z)
        h /= np.add.reduce(h, axis=-1, keepdims=True, out=total)

        def backward(dh: Array, grads: Params) -> Array:
            products = np.multiply(dh, h, out=run.buffer("products", h.shape, h.dtype))
            dh -= np.add.reduce(products, axis=-1, keepdims=True, out=total)
            return np.multiply(dh, h, out=dh)

        return h, backward
