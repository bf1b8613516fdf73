"""A learning rate that stays."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.schedule.base import Clock, Schedule


class Constant(Schedule):
    """λ(t) = λ. A bare number in the YAML means this.

    With noisy gradients a constant rate does not converge: it ends in a ball around the optimum.

    *Source:* Rudi-Gaillard 2.3 (convergence of SGD).

    >>> Constant(rate=0.1).value(Clock(steps_per_epoch=10, epochs=5))
    0.1
    """

    kind: Literal["constant"] = "constant"
    rate: float = Field(gt=0, description="the learning rate")

    def value(self, clock: Clock) -> Scalar:
        """λ."""
        return self.rate
