"""The hinge loss of the support vector machine."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.margin import MarginLoss


class Hinge(MarginLoss):
    """J = 1/N Σ max(0, 1 - u), u = s z, s = 2 y - 1 the label ±1; ∂J/∂z = -s / N where u < 1, else 0.

    Samples beyond the margin, u > 1, pull no more; at the kink u = 1 the gradient is 0. With one linear
    unit and `l2` it is the linear support vector machine.
    z is a margin, not the logarithm of odds: the prediction σ(z) is a score in [0, 1] that is above one half
    where z > 0, no calibrated probability (log_loss judges it harshly).

    *Source:* Rudi-Gaillard 1 (hinge loss); Cortes, Vapnik 1995.

    >>> import numpy as np
    >>> from mlpcli.run import Run
    >>> z, y = np.array([[0.5], [0.5], [-3.0]]), np.array([[1.0], [0.0], [0.0]])
    >>> Hinge().sample_values(z, y).tolist()
    [0.5, 1.5, 0.0]
    >>> (3 * Hinge().value_and_gradient(z, y, Run())[1]).ravel().tolist()
    [-1.0, 1.0, 0.0]
    """

    kind: Literal["hinge"] = "hinge"

    def of_margin(self, u: Array) -> Array:
        """max(0, 1 - u)."""
        values: Array = np.maximum(1 - u, 0)
        return values

    def slope(self, u: Array) -> Array:
        """-1 where u < 1, else 0."""
        return -(u < 1).astype(u.dtype)
