"""Half a cosine wave from one learning rate to another."""

from __future__ import annotations

import math
import operator
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import cosine, each
from mlpcli.schedule.base import Clock, Schedule


class Cosine(Schedule):
    """λ(t) = λ_T + (λ_0 - λ_T) (1 + cos(π t/T)) / 2 for t < T, then λ_T.

    *Source:* Loshchilov, Hutter 2017 (SGDR, one period, without restarts).

    >>> schedule = Cosine(start=1.0, end=0.0, epochs=4)
    >>> [round(schedule.value(Clock(1, 10, step)), 4) for step in (0, 1, 2, 4, 9)]
    [1.0, 0.8536, 0.5, 0.0, 0.0]
    """

    kind: Literal["cosine"] = "cosine"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    end: float = Field(0.0, ge=0, description="λ_T, the rate after T epochs")
    epochs: float | None = Field(None, gt=0, description="T in epochs; null: the whole training")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        T = clock.epochs if self.epochs is None else self.epochs
        done = each(min, each(operator.truediv, clock.epoch, T), 1.0)
        return self.end + (self.start - self.end) * (1 + cosine(math.pi * done)) / 2
