"""One side of a game between networks: a session that moves when it is told to."""

from __future__ import annotations

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator
from mlpcli.optimizer import StepRule
from mlpcli.schedule import Clock
from mlpcli.training.averager import AVERAGE, Averager
from mlpcli.training.backprop import Criterion
from mlpcli.training.events import EpochEnd
from mlpcli.training.inputs import NO_NAMES
from mlpcli.training.session import Session
from mlpcli.training.step import Step
from mlpcli.training.watch import Watch, is_lost


class Player:
    """A session that moves by single updates, in the place of the training loop."""

    def __init__(self, session: Session, criterion: Criterion, batches: int, epochs: int):
        self.session, self.state, self.replica, self.batches = (
            session,
            session.state,
            session.replica,
            batches,
        )
        experiment, state = session.experiment, session.state
        rule = experiment.optimizer
        assert isinstance(rule, StepRule), "checked"
        self.step = Step(
            state.network, criterion, rule, experiment.regularization, state.theta, state.slots,
            [self.replica.noise],
        )  # fmt: skip
        self.watch = Watch(state, session.prepared.train, batches, NO_NAMES)
        self.averager = None
        if rule.averaging is not None:
            self.averager = Averager(rule.averaging, state.network, state.theta, state.slots[AVERAGE])
        self.schedule = rule.schedule
        self.clock = Clock(batches, float(epochs))
        self.rate: float | Array = 0.0

    def noise(self, rows: int) -> Array:
        """(rows, I) from N(0, 1)."""
        return noise(self.replica.noise, self.state.network, rows, self.state.theta)

    def made(self, rows: int) -> Array:
        """The network's output for new noise: (rows, O)."""
        y, _ = self.state.network.forward(self.step.params, self.noise(rows), self.step.backprop.runs)
        return y

    def move(self, x: Array, y: Array) -> bool:
        """One update; False if a number was not finite."""
        state = self.state
        self.clock.step = state.step
        self.rate = self.schedule.value(self.clock)
        J = self.step(x, y, state.step + 1, self.rate, self.watch.accepts)
        if is_lost(self.replica):
            self.replica.reason = "diverged"
            return False
        if self.averager is not None:
            self.averager(state.step + 1, self.batches)
        state.loss_sum = state.loss_sum + np.asarray(J, dtype=np.float64)
        state.step += 1
        state.batch += 1
        return True

    def end(self, seconds: float) -> EpochEnd:
        """Closes the epoch: these are the weights to keep, since neither loss tells which epoch is best."""
        state, replica = self.state, self.replica
        self.watch.check_parameters()
        if is_lost(replica):
            replica.reason = "diverged"
        state.epoch += 1
        state.seconds += seconds
        loss, penalty = float(state.loss_sum) / self.batches, float(self.step.penalty())
        end = EpochEnd(0, state.epoch, state.step, float(self.rate), loss, penalty, {}, state.seconds)
        replica.history.append(end)
        state.best_theta[...] = state.theta
        replica.best.epoch, replica.best.value = state.epoch, replica.best.sign * loss
        state.batch, state.loss_sum = 0, np.zeros_like(state.loss_sum)
        return end


def noise(draw: Generator, network: Network, rows: int, like: Array) -> Array:
    """What a generator makes samples of: (rows, I) from N(0, 1)."""
    return draw.standard_normal((rows, *network.input_shape), dtype=like.dtype.type)
