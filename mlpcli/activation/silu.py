"""The sigmoid-weighted linear unit, also called swish."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli import numerics
from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Silu(Activation):
    """g(z) = z σ(z), g'(z) = σ(z) + z σ(z) (1 - σ(z)): smooth, with a dip to -0.278 at z = -1.278.

    Swish is z σ(β z); this is β = 1, as in PyTorch, JAX and Keras.

    *Source:* Elfwing, Uchibe, Doya 2017 (arXiv:1702.03118); Ramachandran, Zoph, Le 2017 (swish).

    >>> h, backward = Silu().forward({}, np.array([[-2.0, 0.0, 2.0]]), Run())
    >>> h.round(4).tolist()  # σ(2) = 0.8808
    [[-0.2384, 0.0, 1.7616]]
    >>> backward(np.ones((1, 3)), {}).round(4).tolist()
    [[-0.0908, 0.5, 1.0908]]
    """

    rectifies: ClassVar[bool] = True

    kind: Literal["silu"] = "silu"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        s = numerics.sigmoid(z, out=run.buffer("sigmoid", z.shape, z.dtype))
        h = np.multiply(z, s, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            slope = np.subtract(1, s, out=run.buffer("slope", s.shape, s.dtype))
            slope *= h
            slope += s
            return np.multiply(dh, slope, out=dh)

        return h, backward
