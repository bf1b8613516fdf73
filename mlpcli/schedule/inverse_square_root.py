"""A learning rate that falls like 1/√t."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import each
from mlpcli.schedule.base import Clock, Schedule


class InverseSquareRoot(Schedule):
    """λ(t) = λ_0 / √(1 + d t), t in epochs.

    The step sizes that go with averaging the iterates, and with convex losses that are not strongly convex.
    After a `warm_up` of w epochs, with d = 1/w, it is the schedule of the first transformers.

    *Source:* Rudi-Gaillard 2.3 (decreasing step size); Vaswani et al. 2017 (arXiv:1706.03762), equation 3.

    >>> schedule = InverseSquareRoot(start=1.0, decay=0.5)
    >>> [schedule.value(Clock(1, 40, step)) for step in (0, 6, 30)]
    [1.0, 0.5, 0.25]
    """

    kind: Literal["inverse_square_root"] = "inverse_square_root"
    start: float = Field(gt=0, description="λ_0, the rate of the first update")
    decay: float = Field(1.0, ge=0, description="d: after 3/d epochs the rate is halved")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        return self.start / each(math.sqrt, 1 + self.decay * clock.epoch)
