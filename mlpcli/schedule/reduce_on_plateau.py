"""A learning rate that drops when training stands still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import each, power
from mlpcli.schedule.base import Clock, Schedule
from mlpcli.schedule.plateau import Plateau


class ReduceOnPlateau(Schedule):
    """λ = max(λ_0 γ^k, minimum), k how often the monitored value has not improved for `patience` epochs.

    As in `early_stopping`, and in Keras, patience 3 reduces after the third epoch without improvement, and
    min_delta is a difference. PyTorch's ReduceLROnPlateau waits one epoch more (its patience is ours - 1)
    and by default measures the improvement as a share of the best value.

    *Source:* Lepetit (early stopping, whose rule decides here); Laurent (the rate is reduced as training goes
    on).

    >>> schedule = ReduceOnPlateau(start=1.0, factor=0.5, minimum=0.2)
    >>> [schedule.value(Clock(1, 10, reductions=k)) for k in range(4)]
    [1.0, 0.5, 0.25, 0.2]
    """

    kind: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    start: float = Field(gt=0, description="λ_0, the rate before the first reduction")
    factor: float = Field(0.1, gt=0, lt=1, description="γ, what is left of the rate after a reduction")
    patience: int = Field(5, ge=1, description="epochs without improvement after which the rate is reduced")
    min_delta: float = Field(0.0, ge=0, description="what counts as improvement: more than this")
    cooldown: int = Field(0, ge=0, description="epochs after a reduction that are not counted as waiting")
    minimum: float = Field(0.0, ge=0, description="the rate never falls below this")
    monitor: str = Field(
        "auto",
        description="training_loss, validation_loss or validation_<metric>; auto: validation_loss, or "
        "training_loss where no rows are set apart for validation",
    )

    def value(self, clock: Clock) -> Scalar:
        """λ after clock.reductions reductions."""
        return each(max, self.start * power(self.factor, clock.reductions), self.minimum)

    def watching(self, key: str, settle: Callable[[str, str], str]) -> Schedule:
        """With the monitor that is meant."""
        return self.model_copy(update={"monitor": settle(f"{key}.monitor", self.monitor)})

    def plateau(self) -> Plateau:
        """The counter of reductions."""
        return Plateau(self.monitor, self.patience, self.min_delta, self.cooldown)
