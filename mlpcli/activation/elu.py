"""The exponential linear unit."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import like
from mlpcli.run import Run


class Elu(Activation):
    """g(z) = z if z > 0, else α (e^z - 1); g'(z) = 1 if z > 0, else α e^z.

    Saturates at -α, so outputs have a mean nearer to 0 than those of relu. With α = 1, the default here, in
    PyTorch and in Keras, g' is continuous; with another α it jumps at 0.

    *Source:* Clevert, Unterthiner, Hochreiter 2015 (arXiv:1511.07289).

    >>> h, backward = Elu(alpha=2.0).forward({}, np.array([[-1.0, 3.0]]), Run())
    >>> h.round(4).tolist()  # 2 (1/e - 1)
    [[-1.2642, 3.0]]
    >>> backward(np.ones((1, 2)), {}).round(4).tolist()  # 2/e
    [[0.7358, 1.0]]
    """

    rectifies: ClassVar[bool] = True

    kind: Literal["elu"] = "elu"
    alpha: float = Field(1.0, gt=0, description="the unit saturates at minus this")

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape, in z's memory."""
        alpha = like(self.alpha, z)
        e = np.minimum(z, 0, out=run.buffer("slope", z.shape, z.dtype))
        np.expm1(e, out=e)  # e^z - 1, 0 where z > 0
        h = np.maximum(z, 0, out=z)
        h += np.multiply(e, alpha, out=run.buffer("work", z.shape, z.dtype))

        def backward(dh: Array, grads: Params) -> Array:
            off = np.less_equal(h, 0, out=run.buffer("off", h.shape, bool))
            slope = np.add(e, 1, out=e)
            slope *= alpha
            slope *= off  # a product and a sum, since NumPy is slow where it has a mask
            slope += np.logical_not(off, out=off)
            return np.multiply(dh, slope, out=dh)

        return h, backward
