"""The Gaussian cumulative distribution function."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import gaussian_cdf, gaussian_density
from mlpcli.run import Run


class Probit(Activation):
    """g(z) = Φ(z), g'(z) = φ(z) = e^(-z²/2) / √(2π): the probability that a standard Gaussian is below z.

    From 0 to 1 as the sigmoid, with thinner tails; as close as 0.0095 to σ(1.702 z). The name is that of the
    model; as a link function the probit is the inverse of g.

    *Source:* Desassis (regression for binary outcomes, probit model); Bliss 1934.

    >>> h, backward = Probit().forward({}, np.array([[-1.96, 0.0, 1.96]]), Run())
    >>> h.round(3).tolist()
    [[0.025, 0.5, 0.975]]
    >>> backward(np.ones((1, 3)), {}).round(4).tolist()
    [[0.0584, 0.3989, 0.0584]]
    """

    kind: Literal["probit"] = "probit"

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape."""
        h = gaussian_cdf(z, out=run.buffer("h", z.shape, z.dtype))

        def backward(dh: Array, grads: Params) -> Array:
            slope = gaussian_density(z, out=run.buffer("slope", z.shape, z.dtype))
            return np.multiply(dh, slope, out=dh)

        return h, backward
