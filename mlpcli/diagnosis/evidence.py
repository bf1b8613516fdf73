"""What the findings are drawn from: one network's course, and a look at it as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from mlpcli.activation import Activation
from mlpcli.architecture import Layer, Network
from mlpcli.arrays import Array
from mlpcli.experiment import Experiment
from mlpcli.initialization.checkpoint import Checkpoint
from mlpcli.optimizer import StepRule
from mlpcli.training.events import EpochEnd, StopReason
from mlpcli.training.iteration import step_for
from mlpcli.training.session import Session
from mlpcli.training.state import Replica, copied, stacked_network
from mlpcli.training.threads import choose, limited

if TYPE_CHECKING:
    from mlpcli.architecture.conv2d import Conv2d
    from mlpcli.architecture.dense import Dense
    from mlpcli.architecture.elman import Elman

MOST_ROWS, FEWEST_ROWS = 2_000, 256
"""Rows looked at: a hundredth of those that training has gone through, but within these bounds."""


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a layer: h: (n, U), what g makes of them for n rows (or rows and places), and g's key."""

    layer: str
    activation: Activation
    h: Array
    key: str


@dataclass(frozen=True, eq=False)
class Evidence:
    """One network's course and state.

    `guess` is the loss of outputs that are all zero (ln C for C classes, 1 for a standardized number),
    `initial` the loss before the first update, both on rows of training; `units` a layer each; `ratios` are
    ‖Δθ‖ / ‖θ‖ of the next update by weight array; `scores` the losses of the best weights by part. Epochs
    are those of `history`, J their training losses, V their validation losses (empty without such rows).
    """

    asked: Experiment
    experiment: Experiment
    history: Sequence[EpochEnd]
    reason: StopReason | None
    best_epoch: int
    guess: float
    initial: float | None
    units: Sequence[Units]
    ratios: Mapping[str, float]
    scores: Mapping[str, float]

    @property
    def J(self) -> Array:
        """Training losses, (epochs,)."""
        return np.array([end.training_loss for end in self.history])

    @property
    def V(self) -> Array:
        """Validation losses, (epochs,) or (0,)."""
        return np.array([end.validation["loss"] for end in self.history if "loss" in end.validation])


def gather(
    session: Session, replica: Replica, scores: Mapping[str, Mapping[str, float]], *, from_start: bool
) -> Evidence:
    """The evidence on one network of a session; a few milliseconds, or one in a hundred of its training."""
    experiment, weights = replica.experiment, session.state.weights(replica)
    assert experiment.loss is not None
    network, train = stacked_network([experiment], session.state.network), session.prepared.train
    rows = _chosen(len(train), len(replica.history), len(session.state.replicas))
    x, y = train.x[rows], train.y[rows]
    threads = choose(experiment.training.threads, network, len(rows))
    with np.errstate(all="ignore"), limited(threads):
        guess = float(experiment.loss.sample_values(np.zeros_like(y), y).mean(dtype=np.float64))
        drawn = from_start and not _takes_weights(experiment, network)
        initial = _initial(experiment, network, x, y) if drawn else None
        outputs: list[Array] = []
        theta = weights.last.copy()
        network.forward(network.views(theta), x, network.runs(training=False), outputs)
        ratios = _ratios(session, replica, network)
    return Evidence(
        asked=session.asked,
        experiment=experiment,
        history=replica.history,
        reason=replica.reason,
        best_epoch=replica.best.epoch,
        guess=guess,
        initial=initial,
        units=_units(session.asked, network, outputs),
        ratios=ratios,
        scores={part: of["loss"] for part, of in scores.items() if "loss" in of},
    )


def _chosen(N: int, epochs: int, networks: int) -> Array:
    """Rows evenly spread over all."""
    n = min(max(N * epochs // 100, FEWEST_ROWS), MOST_ROWS // networks + 1, N)
    return np.linspace(0, N - 1, n).astype(np.intp)


def _takes_weights(experiment: Experiment, network: Network) -> bool:
    """Whether some weights started from a checkpoint."""
    kinds = [
        experiment.initialization,
        *(place.parameter.initialization for place in network.places),
        *(getattr(layer, "initialization", None) for layer in network.layers),
    ]
    return any(isinstance(kind, Checkpoint) for kind in kinds)


def _initial(experiment: Experiment, network: Network, x: Array, y: Array) -> float:
    """The loss before training: the weights that the seed gives are drawn again."""
    seed = np.random.SeedSequence(experiment.seed).spawn(1)[0]
    theta = network.initial(np.random.default_rng(seed), experiment.training.precision)
    runs = network.runs(training=True, drops=False)  # statistics are those of the rows, as at first
    z, _ = network.forward(network.views(theta), x, runs)
    assert experiment.loss is not None
    return float(experiment.loss.sample_values(z, y).mean(dtype=np.float64))


def _ratios(session: Session, replica: Replica, network: Network) -> dict[str, float]:
    """‖Δθ‖ / ‖θ‖ of each array of weights in one more update, at the largest rate that epochs ended with."""
    experiment, train = replica.experiment, session.prepared.train
    optimizer = experiment.optimizer
    if not isinstance(optimizer, StepRule) or not replica.history:
        return {}
    weights = copied(session.state.weights(replica))
    noise = [np.random.default_rng(0)]
    assert experiment.loss is not None
    step = step_for(
        network, experiment.loss, optimizer, experiment.regularization, weights.last, weights.slots, noise
    )
    size = experiment.training.batch_of(len(train))
    rows = np.random.default_rng(0).choice(len(train), min(size, MOST_ROWS), replace=False)
    own = None if train.weights is None else train.weights[rows]
    before = weights.last.copy()
    rate = max(end.learning_rate for end in replica.history)
    step(train.x[rows], train.y[rows], replica.history[-1].step + 1, rate, _always, own)
    new, old = network.named(weights.last), network.named(before)
    learned = {
        f"{network.names[p.layer]}/{p.parameter.name}"
        for p in network.places
        if p.parameter.role == "weights" and network.learns(p)
    }
    lengths = {name: float(np.linalg.norm(old[name])) for name in learned}
    return {n: float(np.linalg.norm(new[n] - old[n])) / lengths[n] for n in sorted(learned) if lengths[n] > 0}


def _always(J: Array) -> bool:
    return True


def _units(asked: Experiment, network: Network, outputs: Sequence[Array]) -> list[Units]:
    """The units of all layers with an activation; those inside a residual are not looked into."""
    layers = enumerate(asked.architecture.layers or ())
    written = [(position, layer) for position, layer in layers if _activated(layer)]
    units: list[Units] = []
    for i, (name, layer) in enumerate(zip(network.names, network.layers, strict=True)):
        if not _activated(layer) or layer.activation is None:
            continue
        key = "activation"
        if i == len(network.layers) - 1:
            key = "architecture.output.activation"
        elif written:
            position, own = written[len(units)]
            if own.kind == "elman" or own.activation is not None:
                key = f"architecture.layers.{position}.activation"
        units.append(Units(name, layer.activation, outputs[i].reshape(-1, network.shapes[i][-1]), key))
    return units


def _activated(layer: Layer) -> TypeGuard[Dense | Conv2d | Elman]:
    return layer.kind in ("dense", "conv2d", "elman")
