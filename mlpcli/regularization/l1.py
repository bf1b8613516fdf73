"""The absolute values as a penalty: sparse weights."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import Penalty


class L1(Penalty):
    """Ω(w) = λ Σ |w|, ∂Ω/∂w = λ sign(w), with 0 at w = 0.

    Drives unneeded weights towards zero; with a subgradient they hover around it within λ times the
    learning rate.

    *Source:* Lepetit (parameter norm penalties); Laurent; Models-Backprop (lasso).

    >>> w, g = np.array([1.0, -2.0, 0.0]), np.zeros(3)
    >>> rule = L1(strength=0.1)
    >>> rule.add_gradient(w, g, np.empty(3))
    >>> round(float(rule.value(w)), 3), g.tolist()
    (0.3, [0.1, -0.1, 0.0])
    """

    kind: Literal["l1"] = "l1"
    strength: float = Field(1e-4, ge=0, description="λ, the weight of the penalty in the loss")

    def value(self, w: Array) -> Array:
        """λ Σ |w|: (..., K) -> (...)."""
        value: Array = (like(self.strength, w) * np.abs(w)).sum(axis=-1)
        return value

    def add_gradient(self, w: Array, g: Array, work: Array) -> None:
        """G ← g + λ sign(w)."""
        np.sign(w, out=work)
        work *= like(self.strength, w)
        g += work
