"""The Gaussian error linear unit."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import gaussian_cdf, gaussian_density
from mlpcli.run import Run


class Gelu(Activation):
    """g(z) = z Φ(z), g'(z) = Φ(z) + z φ(z), with Φ and φ the Gaussian c.d.f. and density.

    The input weighed by how large it is among others, where relu gates it by its sign. This is the exact form
    Φ(z) = ½ (1 + erf(z/√2)), PyTorch's default; `gelu_tanh` is the approximation, JAX's default.

    *Source:* Hendrycks, Gimpel 2016 (arXiv:1606.08415).

    >>> h, backward = Gelu().forward({}, np.array([[-1.0, 1.0]]), Run())
    >>> h.round(4).tolist()  # Φ(1) = 0.8413
    [[-0.1587, 0.8413]]
    >>> backward(np.ones((1, 2)), {}).round(4).tolist()  # φ(1) = 0.2420
    [[-0.0833, 1.0833]]
    """

    rectifies: ClassVar[bool] = True

    kind: Literal["gelu"] = "gelu"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape."""
        Phi = gaussian_cdf(z, out=run.buffer("Phi", z.shape, z.dtype))
        h = np.multiply(z, Phi, out=run.buffer("h", z.shape, z.dtype))

        def backward(dh: Array, grads: Params) -> Array:
            slope = gaussian_density(z, out=run.buffer("slope", z.shape, z.dtype))
            slope *= z
            slope += Phi
            return np.multiply(dh, slope, out=dh)

        return h, backward
