"""The leaky rectified linear unit."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import like
from mlpcli.run import Run


class LeakyRelu(Activation):
    """g(z) = max(0, z) + α min(0, z), g'(z) = 1 if z > 0, else α, with a small fixed α.

    A unit that is off still passes a gradient, so it cannot die. Lepetit speaks of α ~ 0.001; the default
    here is that of Maas et al. and PyTorch, 0.01 (Keras: 0.3).

    *Source:* Lepetit (generalizations of ReLU); Maas, Hannun, Ng 2013.

    >>> h, backward = LeakyRelu(alpha=0.1).forward({}, np.array([[-2.0, 3.0]]), Run())
    >>> h.tolist()
    [[-0.2, 3.0]]
    >>> backward(np.ones((1, 2)), {}).tolist()
    [[0.1, 1.0]]
    """

    rectifies: ClassVar[bool] = True

    kind: Literal["leaky_relu"] = "leaky_relu"
    alpha: float = Field(0.01, ge=0, lt=1, description="slope for negative pre-activations")

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        alpha = like(self.alpha, z)
        slope = run.buffer("slope", z.shape, z.dtype)
        np.greater(z, 0, out=slope, casting="unsafe")
        np.maximum(slope, alpha, out=slope)
        h = np.multiply(z, slope, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            return np.multiply(dh, slope, out=dh)

        return h, backward
