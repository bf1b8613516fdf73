"""Gradient descent along a moving average of the gradients."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like
from mlpcli.optimizer.base import Slots, StepRule


class EmaMomentum(StepRule):
    """m ← β m + (1-β) g, θ ← θ - λ m: m is the exponential moving average of the gradients.

    The step keeps the gradient's own length, so λ need not shrink as β grows. With λ constant this is
    `momentum` at the rate λ (1-β). PyTorch has it as `SGD(dampening=β)`, whose first m is g whole; here m
    starts at zero, as in the notes, and Adam's correction of that start is left out.

    *Source:* Desassis (stochastic gradient with momentum).

    >>> theta, slots = np.array([1.0]), {"m": np.array([1.0])}
    >>> EmaMomentum(momentum=0.75).update(theta, np.array([2.0]), slots, t=2, rate=0.1, work=np.empty(1))
    >>> slots["m"].tolist(), theta.round(6).tolist()
    ([1.25], [0.875])
    """

    slots: ClassVar[tuple[str, ...]] = ("m",)

    kind: Literal["ema_momentum"] = "ema_momentum"
    momentum: float = Field(0.9, ge=0, lt=1, description="β, the share of the average that is kept")

    def update(self, theta: Array, g: Array, slots: Slots, t: int, rate: Scalar, work: Array) -> None:
        """θ, g, m: (..., P)."""
        m = slots["m"]
        m *= like(self.momentum, m)
        m += np.multiply(g, like(1 - self.momentum, g), out=work)
        theta -= np.multiply(m, like(rate, m), out=work)
