"""The updates of one replica since a snapshot, made again alone, where it computes what it did in a stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.data.batches import Batches
from mlpcli.data.blocks import Blocks
from mlpcli.data.ondisk import OnDisk
from mlpcli.optimizer import StepRule
from mlpcli.schedule import Clock
from mlpcli.training.averager import AVERAGE, Averager
from mlpcli.training.iteration import step_for
from mlpcli.training.mining import Mining
from mlpcli.training.snapshot import Held, Snapshot
from mlpcli.training.state import State, stacked_network

if TYPE_CHECKING:
    from mlpcli.training.rows import Rows


@dataclass(frozen=True)
class Batch:
    """A batch as its update gets it: `rows` are the numbers of its rows among the training rows."""

    epoch: int
    number: int
    t: int
    x: Array
    y: Array
    weights: Array | None
    rows: Array


class Replay:
    """The replica in a row of the state, from a snapshot on; nothing of the state itself is touched."""

    def __init__(self, state: State, row: int, snapshot: Snapshot, train: Rows):
        self.replica, self.snapshot = state.active[row], snapshot
        self.experiment = experiment = self.replica.experiment
        assert experiment.loss is not None
        own = row if state.stacked else ...
        self.theta = snapshot.theta[own].copy()
        self.slots = {name: slot[own].copy() for name, slot in snapshot.slots.items()}
        self.noise, self._order = _generator(snapshot.noise[row]), _generator(snapshot.order[row])
        self.network = network = stacked_network([experiment], state.network)
        self.step = step_for(
            network,
            experiment.loss,
            experiment.optimizer,
            experiment.regularization,
            self.theta,
            self.slots,
            [self.noise],
            experiment.training.kernels,
        )
        self._averager = None
        optimizer, sampling = experiment.optimizer, experiment.training.sampling
        if isinstance(optimizer, StepRule) and optimizer.averaging is not None:
            self._averager = Averager(optimizer.averaging, network, self.theta, self.slots[AVERAGE])
        x, y, w = (a if a is None or shared else a[row] for a, shared in _parts(train))
        assert x is not None
        assert y is not None
        N = len(x)
        size = experiment.training.batch_size
        self._weights = w
        numbers = np.arange(N, dtype=np.float64)  # shuffled along, they tell which rows a batch has
        m: int | Literal["all"] = "all" if size == "all" else experiment.training.batch_of(N)
        self._batches: Batches | Blocks
        if isinstance(x, OnDisk):
            assert m != "all", "experiments whose rows stay on disk are checked for it"
            self._batches = Blocks(x, cast(OnDisk, y), m, [self._order], weights=numbers)
        else:
            own_rows = self.replica.rows(N)
            self._batches = Batches(x, y, m, [self._order], sampling=sampling, weights=numbers, own=own_rows)
        self._mining = Mining(network, experiment.loss, sampling, self.step.params)
        self._mines = sampling.draws > 1
        self._clock = Clock(len(self._batches), float(experiment.training.epochs))

    def __len__(self) -> int:
        """Batches an epoch."""
        return len(self._batches)

    def batches(self) -> Iterator[Batch]:
        """The batches from the snapshot on, epoch after epoch; each is overwritten by the next."""
        epoch, batch, t = self.snapshot.epoch, self.snapshot.batch, self.snapshot.step
        while True:
            self._clock.reductions = self._reductions(epoch)
            for x, y in self._batches.epoch(start=batch):
                batch, t = batch + 1, t + 1
                rows = self._batches.weights
                if self._mines:
                    x, y, rows = self._mining(x, y, rows)
                assert rows is not None
                rows = rows.astype(np.intp)
                yield Batch(
                    epoch + 1, batch, t, x, y, None if self._weights is None else self._weights[rows], rows
                )
            epoch, batch = epoch + 1, 0

    def rate(self, batch: Batch) -> Scalar:
        """λ of the batch's update."""
        self._clock.step = batch.t - 1
        return self.experiment.optimizer.schedule.value(self._clock)

    def update(self, batch: Batch, factor: float = 1.0) -> float:
        """Makes the update, with this times the learning rate; the loss before it."""
        rate = self.rate(batch) * factor
        J = self.step(batch.x, batch.y, batch.t, rate, _finite, batch.weights)
        if self._averager is not None and np.isfinite(J):
            self._averager(batch.t, len(self))
        return float(J)

    def held(self) -> Held:
        """A copy of what an update changes, as it stands."""
        return Held.of(self.theta, self.slots, [self.noise])

    def back(self, held: Held) -> None:
        """Takes up what was held."""
        held.back(self.theta, self.slots, [self.noise])

    def _reductions(self, epoch: int) -> int:
        plateau = self.experiment.optimizer.schedule.plateau()
        for end in self.replica.history[:epoch]:
            self.replica.tell(plateau, end)
        return plateau.reductions if plateau else 0


def _parts(train: Rows) -> list[tuple[Array | None, bool]]:
    """Features, targets and weights, and whether all replicas share them."""
    w = train.weights
    return [(train.x, train.x.ndim == 2), (train.y, train.y.ndim == 2), (w, w is None or w.ndim == 1)]


def _generator(state: Any) -> Generator:
    generator = np.random.default_rng(0)
    generator.bit_generator.state = state
    return generator


def _finite(J: Array) -> bool:
    return bool(np.isfinite(J).all())
