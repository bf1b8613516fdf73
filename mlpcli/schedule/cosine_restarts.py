"""Half cosine waves one after the other, each starting high again."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import cosine, each
from mlpcli.schedule.base import Clock, Schedule


class CosineRestarts(Schedule):
    """λ(t) = λ_T + (λ_0 - λ_T) (1 + cos(π s/T_i)) / 2, s the epochs since the last restart.

    The first period has T_0 epochs, each next one m times as many. PyTorch's CosineAnnealingWarmRestarts
    is the same; one period without restarts is `cosine`.

    *Source:* Loshchilov, Hutter 2017 (SGDR, arXiv:1608.03983), equation 5.

    >>> schedule = CosineRestarts(start=1.0, period=2, multiplier=2)
    >>> [round(schedule.value(Clock(1, 10, step)), 4) for step in (0, 1, 2, 3, 4, 6)]
    [1.0, 0.5, 1.0, 0.8536, 0.5, 1.0]
    """

    kind: Literal["cosine_restarts"] = "cosine_restarts"
    start: float = Field(gt=0, description="λ_0, the rate at the beginning of each period")
    end: float = Field(0.0, ge=0, description="λ_T, the rate at the end of each period")
    period: float = Field(10.0, gt=0, description="T_0, epochs of the first period")
    multiplier: float = Field(2.0, ge=1, description="m, how much longer each period is than the last")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        angle = each(_angle, clock.epoch, self.period, self.multiplier)
        return self.end + (self.start - self.end) * (1 + cosine(angle)) / 2


def _angle(s: float, T: float, m: float) -> float:
    """π s/T_i, s and T_i those of the period that epoch s (counted from the start) falls into."""
    if m == 1:
        s %= T
    while s >= T:
        s, T = s - T, T * m
    return math.pi * s / T
