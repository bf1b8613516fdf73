"""A power of the time that is left, from one learning rate to another."""

from __future__ import annotations

import operator
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import each, power
from mlpcli.schedule.base import Clock, Schedule


class Polynomial(Schedule):
    """λ(t) = λ_T + (λ_0 - λ_T) (1 - t/T)^p for t < T, then λ_T.

    p = 1 is `linear`; p > 1 falls fast at first, p < 1 late. PyTorch's PolynomialLR is this with λ_T = 0.

    *Source:* Lepetit (decaying the learning rate until some iteration τ, here along a power).

    >>> schedule = Polynomial(start=1.0, epochs=4)
    >>> [schedule.value(Clock(1, 10, step)) for step in (0, 1, 2, 4, 9)]
    [1.0, 0.5625, 0.25, 0.0, 0.0]
    """

    kind: Literal["polynomial"] = "polynomial"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    end: float = Field(0.0, ge=0, description="λ_T, the rate after T epochs")
    power: float = Field(2.0, gt=0, description="p, the exponent")
    epochs: float | None = Field(None, gt=0, description="T in epochs; null: the whole training")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        T = clock.epochs if self.epochs is None else self.epochs
        done = each(min, each(operator.truediv, clock.epoch, T), 1.0)
        return self.end + (self.start - self.end) * power(1 - done, self.power)
