"""A learning rate that falls like 1/t."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.schedule.base import Clock, Schedule


class InverseTime(Schedule):
    """λ(t) = λ_0 / (1 + d t), t in epochs, d the decay an epoch.

    Σ λ = ∞ and Σ λ² < ∞: the decreasing step sizes for which stochastic gradient descent converges on a
    convex loss (Robbins, Monro 1951). Keras' old `decay` is this with t in updates.

    *Source:* Rudi-Gaillard 2.3 (decreasing step size); Laurent (the rate is reduced as training goes on).

    >>> schedule = InverseTime(start=1.0, decay=0.5)
    >>> [schedule.value(Clock(1, 10, step)) for step in (0, 2, 6)]
    [1.0, 0.5, 0.25]
    """

    kind: Literal["inverse_time"] = "inverse_time"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    decay: float = Field(1.0, ge=0, description="d: after 1/d epochs the rate is halved")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        return self.start / (1 + self.decay * clock.epoch)
