"""Early stopping: the best epoch so far, and when to give up waiting for a better one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import Field

from mlpcli.component import Component


class EarlyStopping(Component):
    """Stops when the monitored value has not improved for `patience` epochs, reached `target`, or at a time.

    Without this section training runs all its epochs. In both cases the weights of the best epoch are kept
    and are the ones that evaluation and prediction use, whatever ended the run.

    *Source:* Lepetit (early stopping); Laurent (stopping rule).
    """

    patience: int = Field(10, ge=1, description="epochs without improvement that are waited for")
    min_delta: float = Field(0.0, ge=0, description="what counts as improvement: more than this")
    target: float | None = Field(
        None, description="stop as soon as the monitored value is as good as this; null: no such value"
    )
    seconds: float | None = Field(
        None, gt=0, description="stop after the epoch in which training has taken so long; null: any time"
    )
    monitor: str = Field(
        "auto",
        description="training_loss, validation_loss or validation_<metric>; auto: validation_loss, or "
        "training_loss where no rows are set apart for validation",
    )


@dataclass
class Best:
    """The best value of one replica so far. `sign` is +1 where less is better, -1 where more is.

    A value that is not a number never counts as an improvement.

    >>> best = Best()
    >>> [best.improves(value) for value in (3.0, 2.0, math.nan, 2.5)]
    [True, True, False, False]
    >>> best.waited
    2
    """

    sign: int = 1
    min_delta: float = 0.0
    value: float = math.inf
    epoch: int = 0
    waited: int = 0

    def reached(self, target: float) -> bool:
        """Whether the best value is as good as the target, which is in the value's own units."""
        return self.value <= self.sign * target

    def improves(self, value: float) -> bool:
        """Takes the value of one more epoch; whether it is the best."""
        if self.sign * value < self.value - self.min_delta:
            self.value, self.waited = self.sign * value, 0
            return True
        self.waited += 1
        return False
