"""The focal loss of one sigmoid output."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli import numerics
from mlpcli.arrays import Array, Scalar
from mlpcli.loss.margin import MarginLoss


class BinaryFocal(MarginLoss):
    """J = 1/N Σ -(1 - p)^γ log p, p = σ(u) the probability of the true label, u = s z, s = 2 y - 1.

    With q = 1 - p: ∂J/∂z = -s q^γ (q - γ p log p) / N. Rows that are right already count little, those that
    are wrong as in `binary_cross_entropy`, which γ = 0 is. The probabilities σ(z) are therefore drawn
    towards 1/2. The weight α of the paper is `data.class_weights`; torchvision's `sigmoid_focal_loss` has
    α = 0.25 by default, and none with alpha=-1.

    *Source:* Lin, Goyal, Girshick, He, Dollár 2017; beside Laurent (binary cross-entropy).

    >>> from mlpcli.run import Run
    >>> z, y = np.array([[0.0], [0.0]]), np.array([[0.0], [1.0]])
    >>> J, dz = BinaryFocal(gamma=1.0).value_and_gradient(z, y, Run())
    >>> round(float(J), 4), dz.round(4).tolist()  # ½ log 2; ½ (½ + ½ log 2) / 2
    (0.3466, [[0.2116], [-0.2116]])
    """

    kind: Literal["binary_focal"] = "binary_focal"
    gamma: float = Field(2.0, ge=0, le=100, description="γ, how much less a row counts that is right already")

    def of_margin(self, u: Array) -> Array:
        """-q^γ log p."""
        return focal(u, self.gamma)

    def slope(self, u: Array) -> Array:
        """-q^γ (q - γ p log p)."""
        return focal_slope(u, self.gamma)


def focal(u: Array, gamma: Scalar) -> Array:
    """-q^γ log p with p = σ(u), q = 1 - p = σ(-u): finite for every u, as log p = -softplus(-u).

    >>> focal(np.array([-1e4, 0.0, 1e4]), 0.0).round(4).tolist()
    [10000.0, 0.6931, 0.0]
    """
    return np.multiply(_damping(u, gamma), numerics.softplus(-u))


def focal_slope(u: Array, gamma: Scalar) -> Array:
    """The derivative of `focal` by u."""
    slope = numerics.softplus(-u)
    slope *= numerics.sigmoid(u)
    slope *= numerics.like(gamma, u)
    slope += numerics.sigmoid(-u)
    slope *= _damping(u, gamma)
    return np.negative(slope, out=slope)


def _damping(u: Array, gamma: Scalar) -> Array:
    """q^γ as e^(γ log q), which no logarithm of 0 can spoil."""
    log_q = numerics.softplus(u)
    log_q *= numerics.like(-gamma, u)
    return np.exp(log_q, out=log_q)
