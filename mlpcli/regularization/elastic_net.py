"""Absolute values and squares as one penalty: sparse weights that share what goes together."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import Penalty


class ElasticNet(Penalty):
    """Ω(w) = λ1 Σ |w| + λ2 ‖w‖², ∂Ω/∂w = λ1 sign(w) + 2 λ2 w, with sign(0) = 0.

    The paper's "naive elastic net", and Keras' `l1_l2`. scikit-learn writes λ1 = α ρ and λ2 = α (1 - ρ) / 2
    with ρ its `l1_ratio`. λ1 alone picks one of several columns that go together; λ2 lets them share.

    *Source:* Lepetit (parameter norm penalties); Models-Backprop (ridge, lasso); Zou, Hastie 2005.

    >>> w, g = np.array([1.0, -2.0, 0.0]), np.zeros(3)
    >>> rule = ElasticNet(l1=0.1, l2=0.5)
    >>> rule.add_gradient(w, g, np.empty(3))
    >>> round(float(rule.value(w)), 3), g.tolist()  # 0.1 · 3 + 0.5 · 5
    (2.8, [1.1, -2.1, 0.0])
    """

    kind: Literal["elastic_net"] = "elastic_net"
    l1: float = Field(1e-4, ge=0, description="λ1, the weight of the absolute values in the loss")
    l2: float = Field(1e-4, ge=0, description="λ2, the weight of the squares in the loss")

    def value(self, w: Array) -> Array:
        """λ1 Σ |w| + λ2 ‖w‖²: (..., K) -> (...)."""
        value: Array = (like(self.l1, w) * np.abs(w) + like(self.l2, w) * w * w).sum(axis=-1)
        return value

    def add_gradient(self, w: Array, g: Array, work: Array) -> None:
        """G ← g + λ1 sign(w) + 2 λ2 w."""
        np.sign(w, out=work)
        work *= like(self.l1, w)
        g += work
        g += np.multiply(w, like(2 * self.l2, w), out=work)
