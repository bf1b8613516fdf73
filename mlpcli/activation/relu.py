"""The rectified linear unit."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Relu(Activation):
    """g(z) = max(0, z), g'(z) = 1 if z > 0, else 0.

    An active unit does not saturate. At z = 0, where g has no derivative, 0 is taken, as in PyTorch, JAX
    and scikit-learn.

    *Source:* Lepetit (rectified linear units); Laurent; Rudi-Gaillard 2.1; Models-Backprop; Desassis.

    >>> h, backward = Relu().forward({}, np.array([[-1.0, 0.0, 2.0]]), Run())
    >>> h.tolist()
    [[0.0, 0.0, 2.0]]
    >>> backward(np.ones((1, 3)), {}).tolist()
    [[0.0, 0.0, 1.0]]
    """

    rectifies: ClassVar[bool] = True

    kind: Literal["relu"] = "relu"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        zero = run.filled(0.0, z.shape, z.dtype)  # beside a scalar NumPy's maximum takes twice as long
        h = np.maximum(z, zero, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            active = np.greater(h, zero, out=run.buffer("active", h.shape, bool))
            slope = run.buffer("slope", h.shape, h.dtype)
            np.copyto(slope, active)  # a product with truth values takes longer than this and the next
            return np.multiply(dh, slope, out=dh)

        return h, backward
