"""Up to a large learning rate and down again, once."""

from __future__ import annotations

import math
import operator
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import cosine, each
from mlpcli.schedule.base import Clock, Schedule


class OneCycle(Schedule):
    """Half a cosine wave from peak/a up to the peak, at t = r T; another down to peak/(a b) at T; then that.

    Smith's two straight lines and a tail, in the rounded form of fastai and of PyTorch's OneCycleLR, which
    counts updates and arrives one update earlier. Momentum stays as it is; Smith lowers it meanwhile.

    *Source:* Smith, Topin 2019 (arXiv:1708.07120); Smith 2018 (arXiv:1803.09820).

    >>> schedule = OneCycle(peak=1.0, rise=0.5, start_divisor=10, end_divisor=100, epochs=4)
    >>> [round(schedule.value(Clock(1, 10, step)), 4) for step in (0, 1, 2, 3, 4, 9)]
    [0.1, 0.55, 1.0, 0.5005, 0.001, 0.001]
    """

    kind: Literal["one_cycle"] = "one_cycle"
    peak: float = Field(gt=0, description="the largest rate")
    rise: float = Field(0.3, gt=0, lt=1, description="r, the share of T in which the rate rises")
    start_divisor: float = Field(25.0, ge=1, description="a: the first rate is peak / a")
    end_divisor: float = Field(1e4, ge=1, description="b: the last rate is peak / (a b)")
    epochs: float | None = Field(None, gt=0, description="T in epochs; null: the whole training")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        T = clock.epochs if self.epochs is None else self.epochs
        done = each(min, each(operator.truediv, clock.epoch, T), 1.0)
        start = self.peak / self.start_divisor
        end = start / self.end_divisor
        height = (1 + cosine(each(_phase, done, self.rise))) / 2
        foot = each(_foot, done, self.rise, start, end)
        return foot + (self.peak - foot) * height


def _phase(done: float, rise: float) -> float:
    """The angle on the wave: from -π at the start to 0 at the peak to π at the end."""
    return math.pi * (done / rise - 1) if done < rise else math.pi * (done - rise) / (1 - rise)


def _foot(done: float, rise: float, start: float, end: float) -> float:
    """The lowest rate of the half of the wave that is under way."""
    return start if done < rise else end
