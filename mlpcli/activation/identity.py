"""No activation: the layer stays affine."""

from __future__ import annotations

from typing import Literal

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Identity(Activation):
    """g(z) = z, g'(z) = 1. The usual output of a regression; a network of nothing else is an affine map.

    *Source:* Laurent (activation functions); Lepetit (the linear last layer of the mean squared error).

    >>> import numpy as np
    >>> h, backward = Identity().forward({}, np.array([[-1.0, 2.0]]), Run())
    >>> h.tolist()
    [[-1.0, 2.0]]
    """

    kind: Literal["identity"] = "identity"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> the same."""

        def backward(dh: Array, grads: Params) -> Array:
            return dh

        return z, backward
