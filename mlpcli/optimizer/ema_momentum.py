"""Gradient descent along a moving average of the gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
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

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ, β, 1-β."""
        return rate, self.momentum, 1 - self.momentum

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, m: (..., P)."""
        rate, kept, new = s
        m = slots["m"]
        m *= kept
        m += np.multiply(g, new, out=work)
        theta -= np.multiply(m, rate, out=work)
