"""The machinery of one stack while it trains: batches through the step, then the epoch's reckoning."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.batches import Batches
from mlpcli.data.blocks import Blocks
from mlpcli.data.ondisk import OnDisk
from mlpcli.metric import Head
from mlpcli.optimizer import StepRule
from mlpcli.schedule import Clock
from mlpcli.stacking import stack
from mlpcli.training.apart import StepsApart
from mlpcli.training.averager import AVERAGE, Averager
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.events import Event
from mlpcli.training.inputs import NO_NAMES, Inputs
from mlpcli.training.iteration import Iteration, step_for
from mlpcli.training.mining import Mining
from mlpcli.training.own_rows import rows_of, units_for
from mlpcli.training.reckoning import Reckoning
from mlpcli.training.rows import Rows
from mlpcli.training.score import Scorer, Units
from mlpcli.training.state import State, stack_all
from mlpcli.training.step import Step
from mlpcli.training.watch import Watch, is_lost


class Interrupt(Protocol):
    """Something that can ask to stop, such as threading.Event."""

    def is_set(self) -> bool:
        """Whether to stop after the batch under way."""


class Loop:
    """Trains the state's active replicas, as long as these stay the same."""

    def __init__(
        self,
        state: State,
        train: Rows,
        validation: Rows,
        units: Units | None,
        heads: Sequence[Head] = (),
        inputs: Inputs = NO_NAMES,
        crew: Crew = ALONE,
        *,
        shares_rows: bool = False,
        shares_replicas: bool = False,
    ):
        own = [replica.number for replica in state.active]
        train, validation, units = rows_of(train, own), rows_of(validation, own), units_for(units, own)
        state.settle()
        self.state, self.validation = state, validation
        self.origin = time.perf_counter() - state.seconds
        experiments = [replica.experiment for replica in state.active]
        first = experiments[0]
        sampling = first.training.sampling
        assert first.loss is not None
        assert first.metrics is not None
        loss = stack([e.loss for e in experiments if e.loss is not None])
        optimizer = stack([e.optimizer for e in experiments])
        rules = stack_all([e.regularization for e in experiments])
        self.step: Step | Iteration | StepsApart
        if shares_replicas and state.stacked and isinstance(optimizer, StepRule):
            self.step = StepsApart(state, optimizer, crew)
        else:
            self.step = step_for(
                state.network,
                loss,
                optimizer,
                rules,
                state.theta,
                state.slots,
                [replica.noise for replica in state.active],
                first.training.kernels,
                crew,
                shares_rows=shares_rows,
            )
        self.averager: Averager | None = None
        if isinstance(optimizer, StepRule) and optimizer.averaging is not None:
            average = state.slots[AVERAGE]
            self.averager = Averager(optimizer.averaging, state.network, state.theta, average)
        self.schedule = optimizer.schedule
        self.rate: float | Array = 0.0
        self.rows = int(train.x.shape[-2])
        self.batches = _batches(state, train, self.rows)
        self.mining = None
        if sampling.draws > 1:
            self.mining = Mining(state.network, loss, sampling, self.step.params)
        self.watch = Watch(state, train, len(self.batches), inputs)
        self.order = self.batches.epoch()
        metrics = [metric for metric in first.metrics if metric.scalar]
        scorer = Scorer(
            state.network, loss, metrics, units, heads, crew=crew if shares_rows or shares_replicas else ALONE
        )
        self.reckon = Reckoning(
            state, self.step, scorer, validation, self.averager, self.rows, len(self.batches), self.origin
        )
        epochs = [float(e.training.epochs) for e in experiments]
        length = epochs[0] if len(set(epochs)) == 1 else np.array(epochs)[:, None]
        self.clock = Clock(len(self.batches), length, reductions=self.reckon.reductions)

    def begin(self) -> None:
        """Draws the epoch's order of rows; of an epoch that was broken off, the same order again."""
        state = self.state
        for row, replica in enumerate(state.active):
            if state.order:
                replica.batches.bit_generator.state = state.order[row]
        state.order = [replica.batches.bit_generator.state for replica in state.active]
        self.order = self.batches.epoch(start=state.batch)

    def out_of_time(self) -> bool:
        """Whether the time limit is reached; seconds count from the beginning, whatever they went into."""
        return time.perf_counter() >= self.deadline

    @property
    def deadline(self) -> float:
        """When the time limit will be reached."""
        limit = self.state.active[0].experiment.training.time_limit
        return math.inf if limit is None else self.origin + limit

    def advance(self, interrupt: Interrupt, deadline: float, until: float = math.inf) -> bool:
        """Batch after batch until the epoch is done (True); False if a stop is asked for, time is up or
        update `until` is done before.
        """
        state, step, clock, watch, batches = self.state, self.step, self.clock, self.watch, self.batches
        accepts, rate_at, asked, count = watch.accepts, self.schedule.value, interrupt.is_set, len(batches)
        alone = None if state.stacked else state.active[0]
        loss_sum = float(state.loss_sum) if alone else state.loss_sum
        try:
            with np.errstate(all="ignore"):  # what is not finite is looked for, not warned of
                while state.batch < count:
                    if asked():
                        return False
                    if state.step >= watch.due:
                        watch.note()
                    x, y = next(self.order)
                    weights = batches.weights
                    if self.mining:
                        x, y, weights = self.mining(x, y, weights)
                    clock.step = state.step
                    self.rate = rate_at(clock)
                    J = step(x, y, state.step + 1, self.rate, accepts, weights)
                    if alone and is_lost(alone):
                        return True
                    if self.averager is not None:
                        self.averager(state.step + 1, count)
                    loss_sum = loss_sum + (float(J) if alone else J.astype(np.float64)) * y.shape[-2]
                    state.step += 1
                    state.batch += 1
                    if time.perf_counter() > deadline or state.step >= until:
                        return state.batch == count
        finally:
            state.loss_sum = np.asarray(loss_sum)
            state.seconds = time.perf_counter() - self.origin
        return True

    def mean_loss(self) -> float:
        """Training loss of the epoch so far, over all rows and replicas."""
        seen = self.rows * self.state.batch / len(self.batches)
        return float(np.mean(self.state.loss_sum)) / max(seen, 1.0)

    def finish(self) -> Iterator[Event]:
        """The epoch's events, replica by replica; those that are done leave the state."""
        state = self.state
        self.watch.check_parameters()
        state.epoch += 1
        events = self.reckon(self.rate)
        self.clock.reductions = self.reckon.reductions
        state.leave([replica for replica in state.active if replica.reason])
        state.batch, state.order = 0, []
        state.loss_sum = np.zeros_like(state.loss_sum)
        yield from events


def _batches(state: State, train: Rows, N: int) -> Batches | Blocks:
    """The portions that an epoch hands out, from memory or from disk."""
    training = state.active[0].experiment.training
    size: int | Literal["all"] = "all" if training.batch_size == "all" else training.batch_of(N)
    generators = [replica.batches for replica in state.active]
    if isinstance(train.x, OnDisk):
        assert size != "all", "experiments whose rows stay on disk are checked for it"
        y = cast(OnDisk, train.y)
        return Blocks(train.x, y, size, generators, stacked=state.stacked, weights=train.weights)
    return Batches(
        train.x,
        train.y,
        size,
        generators,
        stacked=state.stacked,
        sampling=training.sampling,
        weights=train.weights,
        own=_own_rows(state, N),
    )


def _own_rows(state: State, N: int) -> NDArray[np.intp] | None:
    """The rows among N that each active replica learns from: (N,) or (R, N); None where all take all."""
    drawn = [replica.rows(N) for replica in state.active]
    if all(rows is None for rows in drawn):
        return None
    own = np.stack([np.arange(N) if rows is None else rows for rows in drawn])
    return own if state.stacked else own[0]
