"""The piecewise linear tanh."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class HardTanh(Activation):
    """g(z) = max(-1, min(1, z)), g'(z) = 1 if -1 < z < 1, else 0: tanh without an exponential.

    At the kinks 0 is taken, as in PyTorch.

    *Source:* Collobert 2004 (Large Scale Machine Learning, thesis).

    >>> h, backward = HardTanh().forward({}, np.array([[-2.0, 0.5, 1.0]]), Run())
    >>> h.tolist()
    [[-1.0, 0.5, 1.0]]
    >>> backward(np.ones((1, 3)), {}).tolist()
    [[0.0, 1.0, 0.0]]
    """

    kind: Literal["hard_tanh"] = "hard_tanh"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        h = np.clip(z, -1, 1, out=z)

        def backward(dh: Array, grads: Params) -> Array:
            size = np.abs(h, out=run.buffer("size", h.shape, h.dtype))
            inside = np.less(size, 1, out=run.buffer("inside", h.shape, bool))
            return np.multiply(dh, inside, out=dh)

        return h, backward
