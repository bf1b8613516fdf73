"""What an epoch has come to: scores, the best weights, who is done and why."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

import numpy as np

from mlpcli.arrays import Array, Params
from mlpcli.training.apart import StepsApart
from mlpcli.training.averager import Averager
from mlpcli.training.events import EpochEnd, Event, Improved, Stopped
from mlpcli.training.iteration import Iteration
from mlpcli.training.rows import Rows
from mlpcli.training.score import Scorer
from mlpcli.training.state import Replica, State
from mlpcli.training.step import Step
from mlpcli.training.watch import is_lost


class Reckoning:
    """The end of an epoch of the state's active replicas, as long as these stay the same.

    `rows` are those of an epoch, `batches` its batches; seconds count from `origin`.
    """

    def __init__(
        self,
        state: State,
        step: Step | Iteration | StepsApart,
        scorer: Scorer,
        validation: Rows,
        averager: Averager | None,
        rows: int,
        batches: int,
        origin: float,
    ):
        self.state, self.step, self.scorer, self.validation = state, step, scorer, validation
        self.averager, self.rows, self.batches, self.origin = averager, rows, batches, origin
        self.plateaus = [replica.plateau() for replica in state.active]

    @property
    def reductions(self) -> float | Array:
        """How often each replica's learning rate was reduced: one number where they agree, else a column."""
        counts = [plateau.reductions if plateau else 0 for plateau in self.plateaus]
        return counts[0] if len(set(counts)) == 1 else np.array(counts, dtype=np.float64)[:, None]

    def __call__(self, rate: float | Array) -> list[Event]:
        """The epoch's events, replica by replica; those that are done have a reason from then on."""
        state = self.state
        ends = self._ends(rate)
        better = []
        for row, (replica, end) in enumerate(zip(state.active, ends, strict=True)):
            if end is not None and _noted(replica, end):
                better.append(row)
        state.keep(better)
        events: list[Event] = []
        for row, (replica, end) in enumerate(zip(state.active, ends, strict=True)):
            if end is None:
                replica.reason = "diverged"
            else:
                events.append(end)
                if replica.best.epoch == end.epoch:
                    value = end.value(replica.monitor)
                    events.append(Improved(replica.number, end.epoch, replica.monitor, value))
                self._judge(row, replica, end)
                replica.tell(self.plateaus[row], end)
            if replica.reason:
                events.append(Stopped(replica.number, state.epoch, replica.reason, replica.detail))
        return events

    def _ends(self, rate: float | Array) -> list[EpochEnd | None]:
        """What the epoch has come to, of each active replica; None of those that are lost."""
        state = self.state
        scores = self._validate(self.step.params)
        averaged = self._validate(self.averager.params) if self.averager is not None else [{}] * len(scores)
        losses = np.atleast_1d(state.loss_sum / self.rows).tolist()
        penalties = np.atleast_1d(self.step.penalty()).tolist()
        rates = np.broadcast_to(np.ravel(rate), len(losses)).tolist()
        epoch, step, seconds = state.epoch, state.step, time.perf_counter() - self.origin
        state.seconds = seconds
        rows = zip(state.active, rates, losses, penalties, scores, averaged, strict=True)
        return [
            None if is_lost(one) else EpochEnd(one.number, epoch, step, rate, J, penalty, own, seconds, mean)
            for one, rate, J, penalty, own, mean in rows
        ]

    def _judge(self, row: int, replica: Replica, end: EpochEnd) -> None:
        """Sets the reason if this epoch was the last one."""
        best, stopping = replica.best, replica.experiment.early_stopping
        ending = self.step.ending(self.state.row(row).slots, self.batches) if self.step.may_end else None
        if ending is not None:
            replica.reason, replica.detail = ending
        elif stopping is not None and stopping.target is not None and best.reached(stopping.target):
            replica.reason = "target"
        elif _above(replica.experiment.training.loss_limit, end):
            replica.reason = "loss_limit"
            replica.detail = f"the loss is above training.loss_limit in epoch {end.epoch}"
        elif end.epoch >= replica.experiment.training.epochs:
            replica.reason, replica.detail = "epochs", replica.experiment.optimizer.unfinished
        elif stopping is not None and best.waited >= stopping.patience:
            replica.reason = "early_stopping"
        elif stopping is not None and stopping.seconds is not None and end.seconds >= stopping.seconds:
            replica.reason = "time"

    def _validate(self, params: Sequence[Params]) -> list[dict[str, float]]:
        """Loss and metrics on the validation rows, of each replica; {} where there are none."""
        rows, scores = self.validation, dict[str, Array]()
        if rows.y.shape[-2]:
            with np.errstate(all="ignore"):
                scores = self.scorer.score(params, rows.x, rows.y, rows.weights)
        return by_replica(scores, len(self.state.active))


def _noted(replica: Replica, end: EpochEnd) -> bool:
    """Takes an epoch down; whether the replica's monitored value was never as good."""
    replica.history.append(end)
    improves = replica.best.improves(end.value(replica.monitor))
    if improves:
        replica.best.epoch = end.epoch
    return improves


def by_replica(scores: Mapping[str, Array], replicas: int) -> list[dict[str, float]]:
    """Scores of all replicas, (R) or (), as those of each; {} of each where there are none.

    >>> by_replica({"loss": np.array([0.5, 0.25])}, 2)
    [{'loss': 0.5}, {'loss': 0.25}]
    """
    if not scores:
        return [{} for _ in range(replicas)]
    columns = (np.atleast_1d(values).astype(np.float64).tolist() for values in scores.values())
    return [dict(zip(scores, row, strict=True)) for row in zip(*columns, strict=True)]


def _above(limit: float | None, end: EpochEnd) -> bool:
    """Whether a loss of the epoch is larger than the limit, if there is one."""
    return limit is not None and max(end.training_loss, end.validation.get("loss", -math.inf)) > limit
