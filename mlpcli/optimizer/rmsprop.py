"""RMSProp: Adagrad that forgets old gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.schedule.constant import Constant


class Rmsprop(StepRule):
    """r ← ρ r + (1-ρ) g², θ ← θ - λ g / √(r + ε).

    ε stands inside the root, as in Laurent (δ there) and Keras (ε = 1e-7, ρ = 0.9); PyTorch has √r + ε with
    ε = 1e-8 and ρ = 0.99. Inside, the quotient's denominator is at least √ε = 0.001, so tiny gradients are
    enlarged less.

    *Source:* Laurent (RMSProp); Lepetit; Hinton 2012 (Neural Networks for Machine Learning, lecture 6).

    >>> theta, slots = np.array([1.0]), {"r": np.array([4.0])}
    >>> rule = Rmsprop(rho=0.75, epsilon=2.0)
    >>> rule.update(theta, np.array([4.0]), slots, t=2, rate=0.3, work=np.empty(1))
    >>> slots["r"].tolist(), theta.round(6).tolist()  # 1 - 0.3 × 4 / √(7 + 2)
    ([7.0], [0.6])
    """

    slots: ClassVar[tuple[str, ...]] = ("r",)

    kind: Literal["rmsprop"] = "rmsprop"
    learning_rate: AnySchedule = Field(
        Constant(rate=0.001), description="λ, the step size: a number, or a schedule over the training"
    )
    rho: float = Field(0.9, ge=0, lt=1, description="ρ, decay of the mean of the squared gradients")
    epsilon: float = Field(
        1e-6, gt=0, description="ε (δ in Laurent), inside the root; keeps the quotient finite"
    )

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ, ρ, 1-ρ, ε."""
        return rate, self.rho, 1 - self.rho, self.epsilon

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, r: (..., P)."""
        rate, kept, new, epsilon = s
        r = slots["r"]
        r *= kept
        np.multiply(g, g, out=work)
        work *= new
        r += work
        np.add(r, epsilon, out=work)
        np.sqrt(work, out=work)
        np.divide(g, work, out=work)
        work *= rate
        theta -= work
