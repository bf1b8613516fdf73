"""The perceptron loss: how far on the wrong side."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.margin import MarginLoss


class Perceptron(MarginLoss):
    """J = 1/N Σ max(0, -u), u = s z, s = 2 y - 1 the label ±1; ∂J/∂z = -s / N where u ≤ 0, else 0.

    With batches of one sample and `sgd` on a linear unit, Rosenblatt's rule: nothing where the sign is
    right, else the weights move by λ s x. At the kink u = 0 the sample counts as a mistake, as in
    scikit-learn; otherwise weights that start at zero would stay there. (Desassis gives z = 0 to label 1.)
    z is a margin, not the logarithm of odds: the prediction σ(z) is a score in [0, 1] that is above one half
    where z > 0, no calibrated probability (log_loss judges it harshly).

    *Source:* Desassis (perceptron algorithm); Rudi-Gaillard 2.1; Rosenblatt 1958.

    >>> import numpy as np
    >>> from mlpcli.run import Run
    >>> z, y = np.array([[-2.0], [2.0], [0.0]]), np.array([[0.0], [0.0], [1.0]])
    >>> Perceptron().sample_values(z, y).tolist()
    [0.0, 2.0, 0.0]
    >>> (3 * Perceptron().value_and_gradient(z, y, Run())[1]).ravel().tolist()
    [0.0, 1.0, -1.0]
    """

    kind: Literal["perceptron"] = "perceptron"

    def of_margin(self, u: Array) -> Array:
        """max(0, -u)."""
        values: Array = np.maximum(-u, 0)
        return values

    def slope(self, u: Array) -> Array:
        """-1 where u ≤ 0, else 0."""
        return -(u <= 0).astype(u.dtype)
