"""The softplus, a smooth rectifier."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Softplus(Activation):
    """g(z) = log(1 + e^z) = max(z, 0) + log(1 + e^-|z|), g' = σ(z) = 1 - e^-g: positive everywhere.

    As an output it keeps a prediction positive. PyTorch's β is 1 here.

    *Source:* Dugas, Bengio, Bélisle, Nadeau, Garcia 2000; Glorot, Bordes, Bengio 2011.

    >>> h, backward = Softplus().forward({}, np.array([[-1.0, 0.0, 50.0]]), Run())
    >>> h.round(4).tolist()
    [[0.3133, 0.6931, 50.0]]
    >>> backward(np.ones((1, 3)), {}).round(4).tolist()
    [[0.2689, 0.5, 1.0]]
    """

    kind: Literal["softplus"] = "softplus"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        tail = np.abs(z, out=run.buffer("slope", z.shape, z.dtype))
        np.negative(tail, out=tail)
        np.exp(tail, out=tail)
        np.log1p(tail, out=tail)
        h = np.maximum(z, 0, out=z)
        h += tail

        def backward(dh: Array, grads: Params) -> Array:
            slope = np.negative(h, out=tail)
            np.expm1(slope, out=slope)  # -σ(z), without cancellation where h is small
            np.negative(slope, out=slope)
            return np.multiply(dh, slope, out=dh)

        return h, backward
