"""What happens while training, as values: `fit` yields these, and everything that watches consumes them.

`replica` is the number of the network in a stack, 0 for a single one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

StopReason: TypeAlias = Literal[
    "epochs",
    "early_stopping",
    "target",
    "time",
    "loss_limit",
    "separated",
    "converged",
    "interrupted",
    "diverged",
]
"""Why a training ended: all epochs done, no improvement for `patience` epochs, the target
of the early stopping reached, its time used up (it can be continued with more), the loss above its limit,
the optimizer's own end (a pass without a mistake; nothing left to gain), asked to stop (it can be continued),
or a number that is not finite."""


class Progress(NamedTuple):
    """Inside an epoch: `batch` of `batches` are done, with the mean training loss of the epoch so far."""

    epoch: int
    batch: int
    batches: int
    loss: float


class EpochEnd(NamedTuple):
    """An epoch is done (they count from 1).

    `training_loss` is the mean over the epoch's batches, taken while the weights were moving and without
    penalties; `penalty` is the regularization term at the end of the epoch (of a penalty on activity: in its
    last batch); `validation` holds "loss" and the spec's metrics on the validation rows (empty without such
    rows); `seconds` since training began.
    `averaged` is `validation` for the mean of the iterates, where the optimizer keeps one.
    """

    replica: int
    epoch: int
    step: int
    learning_rate: float
    training_loss: float
    penalty: float
    validation: Mapping[str, float]
    seconds: float
    averaged: Mapping[str, float] = {}

    def value(self, monitor: str) -> float:
        """What a monitor names: training_loss, validation_loss or validation_<metric>."""
        if monitor == "training_loss":
            return self.training_loss
        return self.validation[monitor.removeprefix("validation_")]


class Improved(NamedTuple):
    """The monitored value is the best so far; the weights of this epoch are kept."""

    replica: int
    epoch: int
    monitor: str
    value: float


class Stopped(NamedTuple):
    """The training of a replica is over, or interrupted. `detail` says more where there is more to say."""

    replica: int
    epoch: int
    reason: StopReason
    detail: str = ""


Event: TypeAlias = Progress | EpochEnd | Improved | Stopped
