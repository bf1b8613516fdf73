"""A learning rate that drops at chosen epochs."""

from __future__ import annotations

import bisect
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator

from mlpcli.arrays import Scalar
from mlpcli.numerics import each, power
from mlpcli.schedule.base import Clock, Schedule


class Milestones(Schedule):
    """λ(t) = λ_0 γ^k, k the number of milestones that t has reached, t in epochs.

    For drops at equal distances there is `step`. PyTorch's MultiStepLR is the same.

    *Source:* Laurent (the rate is reduced as training goes on); He, Zhang, Ren, Sun 2016 (residual networks,
    divided by 10 at two milestones).

    >>> schedule = Milestones(start=1.0, at=(2, 5), factor=0.5)
    >>> [schedule.value(Clock(1, 10, step)) for step in (0, 1, 2, 4, 5, 9)]
    [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]
    """

    kind: Literal["milestones"] = "milestones"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    at: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(strict=False, min_length=1)] = Field(
        description="the milestones: epochs after which the rate drops, in rising order"
    )
    factor: float = Field(0.1, gt=0, le=1, description="γ, what is left of the rate after a drop")

    @field_validator("at")
    @classmethod
    def _rising(cls, at: tuple[float, ...]) -> tuple[float, ...]:
        if any(later <= earlier for earlier, later in pairwise(at)):
            raise ValueError("each milestone must be later than the one before")
        return at

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        return self.start * power(self.factor, each(_reached, clock.epoch, *self.at))


def _reached(t: float, *at: float) -> float:
    return bisect.bisect_right(at, t + 1e-9)  # rounding must not put a drop off by an update
