"""A straight line from one learning rate to another, then constant."""

from __future__ import annotations

import operator
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import each
from mlpcli.schedule.base import Clock, Schedule


class Linear(Schedule):
    """λ(t) = (1 - t/τ) λ_0 + (t/τ) λ_τ for t < τ, then λ_τ.

    *Source:* Lepetit (stochastic gradient descent, "decaying the learning rate until some iteration τ").

    >>> schedule = Linear(start=1.0, end=0.2, epochs=4)
    >>> [round(schedule.value(Clock(1, 10, step)), 3) for step in (0, 2, 4, 8)]
    [1.0, 0.6, 0.2, 0.2]
    """

    kind: Literal["linear"] = "linear"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    end: float = Field(ge=0, description="λ_τ, the rate after τ epochs")
    epochs: float | None = Field(None, gt=0, description="τ in epochs; null: the whole training")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        tau = clock.epochs if self.epochs is None else self.epochs
        done = each(min, each(operator.truediv, clock.epoch, tau), 1.0)
        return (1 - done) * self.start + done * self.end
