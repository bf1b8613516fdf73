"""A learning rate that loses the same share every epoch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import power
from mlpcli.schedule.base import Clock, Schedule


class Exponential(Schedule):
    """λ(t) = λ_0 γ^t, t in epochs.

    Σ λ is finite: with γ too small training stands still before it has arrived. PyTorch's ExponentialLR
    takes these values at whole epochs.

    *Source:* Laurent (the rate is reduced as training goes on).

    >>> schedule = Exponential(start=1.0, factor=0.25)
    >>> [schedule.value(Clock(2, 10, step)) for step in (0, 1, 2, 4)]
    [1.0, 0.5, 0.25, 0.0625]
    """

    kind: Literal["exponential"] = "exponential"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    factor: float = Field(0.95, gt=0, le=1, description="γ, what is left of the rate after an epoch")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        return self.start * power(self.factor, clock.epoch)
