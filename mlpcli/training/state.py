"""Everything that changes while training, for one network or a stack: what a checkpoint has to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.architecture import Network, Shape
from mlpcli.arrays import Array, Generator, settled
from mlpcli.early_stopping import Best, EarlyStopping
from mlpcli.experiment import Experiment, default_monitor
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric, Metric
from mlpcli.optimizer import StepRule
from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.schedule import Plateau
from mlpcli.stacking import StructureError, stack
from mlpcli.training.averager import AVERAGE
from mlpcli.training.events import EpochEnd, StopReason
from mlpcli.training.snapshot import Snapshot
from mlpcli.training.suits import check_suits


@dataclass
class Weights:
    """The arrays of one replica, each (P,): θ now, θ of the best epoch, and the optimizer's slots."""

    last: Array
    best: Array
    slots: dict[str, Array]


@dataclass(eq=False)
class Replica:
    """One network in training and what is known of it outside the arrays.

    `weights` and `reason` are set when it is done; until then its arrays stand in the State. `divergence` is
    what is known of the number that was not finite, if one ended it (see `training.divergence`).
    """

    number: int
    experiment: Experiment
    monitor: str
    best: Best
    batches: Generator
    noise: Generator
    history: list[EpochEnd] = field(default_factory=list)
    weights: Weights | None = None
    reason: StopReason | None = None
    detail: str = ""
    divergence: Mapping[str, Any] | None = None

    def rows(self, N: int) -> NDArray[np.intp] | None:
        """Those among N training rows that it learns from, drawn from its seed: (N,); None: all."""
        ensemble, seed = self.experiment.ensemble, self.experiment.seed
        if ensemble is None:
            return None
        return ensemble.rows(N, np.random.default_rng(np.random.SeedSequence(seed).spawn(4)[3]))

    def plateau(self) -> Plateau | None:
        """The learning rate's counter of plateaus, if it has one, after all epochs so far."""
        plateau = self.experiment.optimizer.schedule.plateau()
        for end in self.history:
            self.tell(plateau, end)
        return plateau

    def tell(self, plateau: Plateau | None, end: EpochEnd) -> None:
        """Gives the counter, if there is one, the value of one more epoch."""
        if plateau is not None:
            plateau.take(_sign(plateau.monitor) * end.value(plateau.monitor))


@dataclass
class State:
    """The replicas still training, in the order of the arrays' rows, and how far they have come.

    theta, best_theta and each slot: (P,) for one network, (R, P) for a stack. `batch` batches of epoch
    `epoch` + 1 are done, and `loss_sum`: (...) adds up their losses times their rows. `order` holds the
    states of the batch generators when that epoch began: its permutations can be drawn again from them.
    `snapshots` are copies of earlier states, for when a training diverges (`training.watch`); never stored.
    `threads` are those that matrix products have had so far; None before training.
    """

    replicas: tuple[Replica, ...]
    active: list[Replica]
    network: Network
    theta: Array
    best_theta: Array
    slots: dict[str, Array]
    loss_sum: Array
    order: list[Any] = field(default_factory=list)
    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    snapshots: list[Snapshot] = field(default_factory=list, repr=False)
    threads: int | None = None

    @property
    def stacked(self) -> bool:
        """Whether arrays have the replica axis."""
        return self.theta.ndim == 2

    def weights(self, replica: Replica) -> Weights:
        """A replica's arrays: its own copies when it is done, else views into the state's."""
        return replica.weights or self.row(self.active.index(replica))

    def row(self, row: int) -> Weights:
        """Views of the arrays of the active replica in this place."""
        if not self.stacked:
            return Weights(self.theta, self.best_theta, self.slots)
        slots = {name: slot[row] for name, slot in self.slots.items()}
        return Weights(self.theta[row], self.best_theta[row], slots)

    def settle(self) -> None:
        """Moves the arrays to where passes over them are fastest (see arrays.room)."""
        self.theta, self.best_theta = settled(self.theta), settled(self.best_theta)
        self.slots = {name: settled(slot) for name, slot in self.slots.items()}

    def keep(self, rows: Sequence[int]) -> None:
        """The parameters of the active replicas in these places are the best so far."""
        if rows:
            places = list(rows) if self.stacked else ...
            self.best_theta[places] = self.theta[places]

    def together(self) -> Weights:
        """The arrays of all replicas, done or not: (P,) of a single one, else (R, P)."""
        each = [self.weights(replica) for replica in self.replicas]
        if len(each) == 1:
            return each[0]
        slots = {name: np.stack([own.slots[name] for own in each]) for name in each[0].slots}
        return Weights(np.stack([own.last for own in each]), np.stack([own.best for own in each]), slots)

    def of(self, replica: Replica) -> State:
        """The state that a replica would have alone, when it is done."""
        weights, end = self.weights(replica), replica.history[-1] if replica.history else None
        row = next((row for row, one in enumerate(self.active) if one is replica), None)
        alone = State(
            replicas=(replica,),
            active=[] if replica.reason else [replica],
            network=stacked_network([replica.experiment], self.network),
            theta=weights.last,
            best_theta=weights.best,
            slots=weights.slots,
            loss_sum=np.zeros(()),
            step=end.step if end else 0,
            epoch=end.epoch if end else 0,
            seconds=end.seconds if end else 0.0,
            threads=self.threads,
        )
        if row is not None and self.batch:  # its time was up inside an epoch
            alone.step, alone.batch, alone.seconds = self.step, self.batch, self.seconds
            alone.order, alone.loss_sum = [self.order[row]], np.atleast_1d(self.loss_sum)[row]
        return alone

    def leave(self, gone: Sequence[Replica]) -> None:
        """These replicas are done: they take their arrays along, and the stack closes ranks."""
        for replica in gone:
            replica.weights = replica.weights or copied(self.weights(replica))
        rows = [row for row, replica in enumerate(self.active) if replica not in gone]
        self.active = [self.active[row] for row in rows]
        if gone and self.stacked and self.active:
            self.theta, self.best_theta = self.theta[rows], self.best_theta[rows]
            self.slots = {name: slot[rows] for name, slot in self.slots.items()}
            self.loss_sum = self.loss_sum[rows]
            self.order = [self.order[row] for row in rows] if self.order else []
            self.snapshots = [snapshot.of(rows) for snapshot in self.snapshots]
            self.network = stacked_network([replica.experiment for replica in self.active], self.network)


def start(
    experiments: Sequence[Experiment], input_shape: Shape, outputs: int, *, has_validation: bool
) -> State:
    """The state before the first update; every replica draws what it would draw alone.

    An ensemble is trained as its `members`. Raises StructureError where experiments cannot share a stack.
    """
    _check_that_they_stack(experiments)
    networks = [experiment.network(input_shape, outputs) for experiment in experiments]
    for experiment, own in zip(experiments, networks, strict=True):
        check_suits(experiment, own)
    network = replace(networks[0], layers=stack_all([n.layers for n in networks]))
    replicas, thetas = [], []
    for number, (experiment, own) in enumerate(zip(experiments, networks, strict=True)):
        weights, batches, noise = np.random.SeedSequence(experiment.seed).spawn(3)
        thetas.append(own.initial(np.random.default_rng(weights), experiment.training.precision))
        monitor, best = _watch(experiment, has_validation)
        generators = np.random.default_rng(batches), np.random.default_rng(noise)
        replicas.append(Replica(number, experiment, monitor, best, *generators))
    theta = np.stack(thetas) if len(thetas) > 1 else thetas[0]
    slots = {name: np.zeros_like(theta) for name in experiments[0].optimizer.slots}
    first = experiments[0].optimizer
    if isinstance(first, StepRule) and first.averaging is not None:
        slots[AVERAGE] = theta.copy()
    return State(
        replicas=tuple(replicas),
        active=list(replicas),
        network=network,
        theta=theta,
        best_theta=theta.copy(),
        slots=slots,
        loss_sum=np.zeros(theta.shape[:-1]),
    )


def _check_that_they_stack(experiments: Sequence[Experiment]) -> None:
    if any(e.ensemble is not None and e.ensemble.members > 1 for e in experiments):
        raise StructureError("a whole ensemble is no replica; its members are")
    for setting in ("batch_size", "sampling", "precision", "kernels", "time_limit"):
        if len({getattr(e.training, setting) for e in experiments}) > 1:
            raise StructureError(f"replicas differ in training.{setting}")
    if any(experiment.metrics != experiments[0].metrics for experiment in experiments):
        raise StructureError("replicas differ in metrics")
    if len(experiments) > 1 and isinstance(experiments[0].optimizer, WholeSet):
        raise StructureError(f"{experiments[0].optimizer.kind} trains one network at a time")
    stack([experiment.optimizer for experiment in experiments])
    stack_all([experiment.regularization for experiment in experiments])


def stacked_network(experiments: Sequence[Experiment], like: Network) -> Network:
    """The network of a stack of experiments, for the inputs and outputs of another."""
    outputs = like.shapes[-1][-1]
    layers = [experiment.network(like.input_shape, outputs).layers for experiment in experiments]
    return replace(like, layers=stack_all(layers))


def stack_all(rows: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """R sequences of components of equal length -> one sequence of stacked components."""
    if len({len(row) for row in rows}) > 1:
        raise StructureError("replicas differ in the number of layers or rules")
    return tuple(stack(column) for column in zip(*rows, strict=True))


def _watch(experiment: Experiment, has_validation: bool) -> tuple[str, Best]:
    stopping = experiment.early_stopping or EarlyStopping(monitor=default_monitor(has_validation))
    return stopping.monitor, Best(_sign(stopping.monitor), stopping.min_delta)


def _sign(monitor: str) -> int:
    """+1 where less of the monitored value is better, -1 where more is."""
    metric = kinds(AnyMetric).get(monitor.removeprefix("validation_").rpartition(".")[2])
    return -1 if metric is not None and issubclass(metric, Metric) and metric.direction == "max" else 1


def copied(weights: Weights) -> Weights:
    """The same numbers in memory of their own."""
    slots = {name: slot.copy() for name, slot in weights.slots.items()}
    return Weights(weights.last.copy(), weights.best.copy(), slots)
