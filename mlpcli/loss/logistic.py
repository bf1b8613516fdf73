"""The logistic loss on labels ±1."""

from __future__ import annotations

from typing import Literal

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.margin import MarginLoss


class Logistic(MarginLoss):
    """J = 1/N Σ log(1 + e^-u), u = s z, s = 2 y - 1 the label ±1; ∂J/∂z = -s σ(-u) / N.

    The same function of z as `binary_cross_entropy`, written with labels ±1: -log p of the true label with
    p(1) = σ(z), which is the prediction, a probability.

    *Source:* Rudi-Gaillard 1 and 2.2 (log(1 + exp(-y f(x)))).

    >>> import numpy as np
    >>> from mlpcli.run import Run
    >>> z, y = np.array([[0.0], [0.0]]), np.array([[0.0], [1.0]])
    >>> J, dz = Logistic().value_and_gradient(z, y, Run())
    >>> round(float(J), 4), dz.tolist()  # J = log 2
    (0.6931, [[0.25], [-0.25]])
    """

    kind: Literal["logistic"] = "logistic"

    def of_margin(self, u: Array) -> Array:
        """log(1 + e^-u), finite for every u."""
        return numerics.softplus(-u)

    def slope(self, u: Array) -> Array:
        """-σ(-u)."""
        return -numerics.sigmoid(-u)
