"""Absolute value rectification."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Abs(Activation):
    """g(z) = |z|, g'(z) = sign z; 0 is taken at z = 0, as in PyTorch (JAX: 1).

    A unit answers to a feature and to its negative alike: for features whose polarity means nothing. It
    passes all of E z² on, so weights before it start as before the identity.

    *Source:* Lepetit (generalizations of ReLU); Jarrett, Kavukcuoglu, Ranzato, LeCun 2009.

    >>> h, backward = Abs().forward({}, np.array([[-2.0, 0.0, 3.0]]), Run())
    >>> h.tolist()
    [[2.0, 0.0, 3.0]]
    >>> backward(np.ones((1, 3)), {}).tolist()
    [[-1.0, 0.0, 1.0]]
    """

    kind: Literal["abs"] = "abs"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        sign = np.sign(z, out=run.buffer("slope", z.shape, z.dtype))
        h = np.abs(z, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            return np.multiply(dh, sign, out=dh)

        return h, backward
