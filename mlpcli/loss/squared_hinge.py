"""The squared hinge loss."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.margin import MarginLoss


class SquaredHinge(MarginLoss):
    """J = 1/N Σ max(0, 1 - u)², u = s z, s = 2 y - 1 the label ±1; ∂J/∂z = -2 s max(0, 1 - u) / N.

    The hinge without its kink: the gradient is continuous, and samples far on the wrong side pull harder.
    Without the ½ that some write, as in scikit-learn and Keras.
    z is a margin, not the logarithm of odds: the prediction σ(z) is a score in [0, 1] that is above one half
    where z > 0, no calibrated probability (log_loss judges it harshly).

    *Source:* Rudi-Gaillard 1 (φ convex, of the margin); Tang 2013 (arXiv:1306.0239, L2-SVM).

    >>> import numpy as np
    >>> from mlpcli.run import Run
    >>> z, y = np.array([[0.5], [0.5], [-3.0]]), np.array([[1.0], [0.0], [0.0]])
    >>> SquaredHinge().sample_values(z, y).tolist()
    [0.25, 2.25, 0.0]
    >>> (3 * SquaredHinge().value_and_gradient(z, y, Run())[1]).round(6).ravel().tolist()
    [-1.0, 3.0, 0.0]
    """

    kind: Literal["squared_hinge"] = "squared_hinge"

    def of_margin(self, u: Array) -> Array:
        """max(0, 1 - u)²."""
        values: Array = np.square(np.maximum(1 - u, 0))
        return values

    def slope(self, u: Array) -> Array:
        """-2 max(0, 1 - u)."""
        slope: Array = -2 * np.maximum(1 - u, 0)
        return slope
