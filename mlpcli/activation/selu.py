"""The scaled exponential linear unit."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run

ALPHA = 1.6732632423543772848170429916717
SCALE = 1.0507009873554804934193349852946


class Selu(Activation):
    """g(z) = λ z if z > 0, else λ α (e^z - 1); g'(z) = λ if z > 0, else λ α e^z.

    λ = 1.0507 and α = 1.6733 are no hyper-parameters: with them z ~ N(0, 1) gives h of mean 0 and variance 1
    again, so activations normalise themselves from layer to layer. This asks for standardised inputs and
    weights of variance 1/fan_in: `initialization: auto` is lecun_normal before it.

    *Source:* Klambauer, Unterthiner, Mayr, Hochreiter 2017 (arXiv:1706.02515).

    >>> h, backward = Selu().forward({}, np.array([[-1.0, 1.0]]), Run())
    >>> h.round(4).tolist()
    [[-1.1113, 1.0507]]
    >>> backward(np.ones((1, 2)), {}).round(4).tolist()
    [[0.6468, 1.0507]]
    """

    kind: Literal["selu"] = "selu"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        e = np.minimum(z, 0, out=run.buffer("slope", z.shape, z.dtype))
        np.expm1(e, out=e)  # e^z - 1, 0 where z > 0
        h = np.maximum(z, 0, out=z)
        h += np.multiply(e, ALPHA, out=run.buffer("work", z.shape, z.dtype))
        h *= SCALE

        def backward(dh: Array, grads: Params) -> Array:
            off = np.less_equal(h, 0, out=run.buffer("off", h.shape, bool))
            slope = np.add(e, 1, out=e)
            slope *= ALPHA
            slope *= off  # a product and a sum, since NumPy is slow where it has a mask
            slope += np.logical_not(off, out=off)
            slope *= SCALE
            return np.multiply(dh, slope, out=dh)

        return h, backward
