"""The piecewise linear sigmoid."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class HardSigmoid(Activation):
    """g(z) = max(0, min(1, (z + 3) / 6)), g'(z) = 1/6 if -3 < z < 3, else 0.

    The form of PyTorch, JAX and Keras 3; the slope was 1/5 in Keras 2 and Theano, 1/2 with Courbariaux et
    al. At the kinks 0 is taken, as in PyTorch.

    *Source:* Howard et al. 2019 (arXiv:1905.02244); Courbariaux, Bengio, David 2015.

    >>> h, backward = HardSigmoid().forward({}, np.array([[-3.0, 0.0, 1.5, 4.0]]), Run())
    >>> h.tolist()
    [[0.0, 0.5, 0.75, 1.0]]
    >>> backward(np.full((1, 4), 6.0), {}).tolist()
    [[0.0, 1.0, 1.0, 0.0]]
    """

    kind: Literal["hard_sigmoid"] = "hard_sigmoid"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        h = np.add(z, 3, out=z)
        np.clip(h, 0, 6, out=h)
        h /= 6

        def backward(dh: Array, grads: Params) -> Array:
            inside = np.greater(h, 0, out=run.buffer("inside", h.shape, bool))
            inside &= np.less(h, 1, out=run.buffer("below", h.shape, bool))
            dh *= inside
            dh /= 6
            return dh

        return h, backward
