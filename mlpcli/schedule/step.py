"""A learning rate that drops every n epochs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import each, power
from mlpcli.schedule.base import Clock, Schedule


class Step(Schedule):
    """λ(t) = λ_0 γ^⌊t/n⌋, t in epochs: constant for n epochs, then times γ.

    For drops at epochs of one's own choice there is `milestones`. PyTorch's StepLR is the same.

    *Source:* Laurent (the rate is reduced as training goes on).

    >>> schedule = Step(start=1.0, every=3, factor=0.5)
    >>> [schedule.value(Clock(1, 10, step)) for step in (0, 2, 3, 5, 6)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    kind: Literal["step"] = "step"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    every: float = Field(gt=0, description="n, epochs from one drop to the next")
    factor: float = Field(0.1, gt=0, le=1, description="γ, what is left of the rate after a drop")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        return self.start * power(self.factor, each(_drops, clock.epoch, self.every))


def _drops(t: float, n: float) -> float:
    return (t + 1e-9) // n  # three times a third of an epoch is one, whatever rounding makes of it
