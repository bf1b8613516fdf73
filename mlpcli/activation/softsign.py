"""The softsign."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Softsign(Activation):
    """g(z) = z / (1 + |z|), g'(z) = 1 / (1 + |z|)²: from -1 to 1 as tanh, but like 1/|z|, not e^-2|z|.

    *Source:* Bergstra, Desjardins, Lamblin, Bengio 2009; Glorot, Bengio 2010.

    >>> h, backward = Softsign().forward({}, np.array([[-3.0, 1.0]]), Run())
    >>> h.tolist()
    [[-0.75, 0.5]]
    >>> backward(np.ones((1, 2)), {}).tolist()
    [[0.0625, 0.25]]
    """

    kind: Literal["softsign"] = "softsign"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        size = np.abs(z, out=run.buffer("size", z.shape, z.dtype))
        size += 1
        h = np.divide(z, size, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            dh /= size
            dh /= size
            return dh

        return h, backward
