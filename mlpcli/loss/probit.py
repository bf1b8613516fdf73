"""The likelihood of the probit model on labels ±1."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.margin import MarginLoss
from mlpcli.mean import Mean


class Probit(MarginLoss):
    """J = 1/N Σ -log Φ(u), u = s z, s = 2 y - 1 the label ±1; ∂J/∂z = -s φ(u) / Φ(u) / N.

    The negative log-likelihood of p(1) = Φ(z), the Gaussian cumulative distribution function in the place
    of the sigmoid; with no hidden layer, probit regression. Its tails are thinner: a row on the wrong side
    costs u²/2 where `logistic` takes |u|. log Φ, and the quotient φ/Φ = √(2/π) / erfcx(-u/√2), are right in
    both tails.

    *Source:* Desassis (probit: the Gaussian c.d.f. as output); Bliss 1934.

    >>> from mlpcli.run import Run
    >>> z, y = np.array([[0.0], [0.0]]), np.array([[0.0], [1.0]])
    >>> J, dz = Probit().value_and_gradient(z, y, Run())
    >>> round(float(J), 4), dz.round(4).tolist()  # J = log 2, and φ(0)/Φ(0) = √(2/π) = 0.7979
    (0.6931, [[0.3989], [-0.3989]])
    """

    kind: Literal["probit"] = "probit"

    def of_margin(self, u: Array) -> Array:
        """-log Φ(u)."""
        from scipy.special import log_ndtr

        values: Array = log_ndtr(u)
        return np.negative(values, out=values)

    def slope(self, u: Array) -> Array:
        """-φ(u) / Φ(u); erfcx overflows to infinity where that is 0."""
        from scipy.special import erfcx

        quotient: Array = erfcx(u * -math.sqrt(0.5))
        return np.divide(-math.sqrt(2 / math.pi), quotient, out=quotient)

    def predict(self, z: Array) -> Array:
        """p(1) = Φ(z)."""
        from scipy.special import ndtr

        p: Array = ndtr(z)
        return p

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Φ⁻¹(p(1)), taken in the tail of the less probable label."""
        from scipy.special import log_ndtr, ndtri_exp

        odds = mean.of_logs(log_ndtr(z)) - mean.of_logs(log_ndtr(-z))
        z_mean: Array = np.copysign(ndtri_exp(-numerics.softplus(np.abs(odds))), odds)
        return z_mean
