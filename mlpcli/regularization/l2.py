"""The squared norm as a penalty: ridge, weight decay for plain gradient descent."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import Penalty


class L2(Penalty):
    """Ω(w) = λ ‖w‖², ∂Ω/∂w = 2 λ w.

    As the notes and Keras have it. PyTorch's `weight_decay` adds λ w, so it is twice this strength;
    scikit-learn's `alpha` is α/2 ‖w‖² / N for a batch of N.

    *Source:* Lepetit (parameter norm penalties); Laurent; Models-Backprop (ridge).

    >>> w, g = np.array([1.0, -2.0]), np.zeros(2)
    >>> rule = L2(strength=0.1)
    >>> rule.add_gradient(w, g, np.empty(2))
    >>> float(rule.value(w)), g.tolist()
    (0.5, [0.2, -0.4])
    """

    kind: Literal["l2"] = "l2"
    strength: float = Field(1e-4, ge=0, description="λ, the weight of the penalty in the loss")

    def value(self, w: Array) -> Array:
        """λ ‖w‖²: (..., K) -> (...)."""
        value: Array = (like(self.strength, w) * w * w).sum(axis=-1)
        return value

    def add_gradient(self, w: Array, g: Array, work: Array) -> None:
        """G ← g + 2 λ w."""
        g += np.multiply(w, like(2 * self.strength, w), out=work)
