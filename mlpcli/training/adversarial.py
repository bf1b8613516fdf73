"""Two networks trained in turn: one makes samples, the other tells them from real ones."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Params
from mlpcli.data.batches import Batches
from mlpcli.data.coding import Coding
from mlpcli.errors import SpecError
from mlpcli.loss import Loss
from mlpcli.optimizer import StepRule
from mlpcli.run import Run
from mlpcli.training.events import EpochEnd
from mlpcli.training.player import Player
from mlpcli.training.session import Session
from mlpcli.training.step import Step
from mlpcli.training.threads import choose, limited
from mlpcli.training.watch import is_lost


class Adversaries:
    """Generative adversarial training of a generator G and a discriminator D, each a session of its own spec.

    One update of D, then one of G, for every batch of real rows x (those of D's training rows whose label
    is 1), with noise u ~ N(0, 1) of as many numbers as G has inputs:

        J_D = ½ mean ℓ(D(x), 1) + ½ mean ℓ(D(G(u)), 0),    J_G = mean ℓ(D(G(u)), 1)

    ℓ is D's loss; with binary cross-entropy J_G = - mean log D(G(u)), the form that does not saturate while
    D is sure of itself. ∂J_G/∂G(u) is D's back-propagation to its inputs, and G goes on from there. All else
    (layers, optimizers, penalties, dropout) is as the two specs say; G's own loss plays no part.

    D's training section says the batch, G's the epochs. After each epoch both sessions are complete: saved
    and opened again they go on as if they had never stopped.

    *Source:* Desassis (generative adversarial networks); Goodfellow et al. 2014 (algorithm 1, k = 1;
    section 3).
    """

    def __init__(self, generator: Session, discriminator: Session):
        _check(generator, discriminator)
        self.generator, self.discriminator = generator, discriminator
        prepared, training = discriminator.prepared, discriminator.experiment.training
        real = prepared.train.x[prepared.train.y[:, 0] == 1]
        batch = training.batch_of(len(real))
        self._batches = Batches(real, real, batch, [discriminator.replica.batches])
        self._between = _Recoding(generator.prepared.coding, prepared.coding, real.dtype)
        loss = discriminator.experiment.loss
        assert loss is not None, "the experiment is resolved"
        epochs, batches = generator.experiment.training.epochs, len(self._batches)
        self._judge = Player(discriminator, loss, batches, epochs)
        deceived = _Deceived(loss, discriminator.state.network, self._judge.step, self._between)
        self._maker = Player(generator, deceived, batches, epochs)
        self._threads = choose(training.threads, discriminator.state.network, 2 * batch)

    def fit(self) -> Iterator[tuple[EpochEnd, EpochEnd]]:
        """Trains to the end of G's epochs, or until one diverges; yields the epochs' ends, G's first."""
        maker, judge = self._maker, self._judge
        epochs = self.generator.experiment.training.epochs
        with limited(self._threads), np.errstate(all="ignore"):
            while maker.state.epoch < epochs:
                began = time.perf_counter()
                for real, _ in self._batches.epoch():
                    both = np.concatenate([real, self._between(maker.made(len(real)))])
                    labels = np.repeat(np.array([[1], [0]], real.dtype), len(real), axis=0)
                    if not judge.move(both, labels):
                        return
                    u = maker.noise(len(real))
                    if not maker.move(u, u):
                        return
                seconds = time.perf_counter() - began
                yield maker.end(seconds), judge.end(seconds)
                if is_lost(maker.replica) or is_lost(judge.replica):
                    return
        for player in (maker, judge):
            player.replica.reason = "epochs"


class _Deceived:
    """J_G as a function of the generator's output, by D's forward and backward pass."""

    def __init__(self, loss: Loss, judge: Network, step: Step, between: _Recoding):
        self.loss, self.judge, self.params, self.between = loss, judge, step.params, between
        self.runs = judge.runs(training=True, generators=step.backprop.runs[0].generators, inputs=True)
        self.scratch: tuple[Params, ...] = judge.views(np.zeros_like(step.gradient))

    def of(self, z: Array, y: Array, weights: Array | None, run: Run) -> tuple[Array, Array]:
        """z: (N, O), what G made; nothing else is looked at."""
        verdict, backwards = self.judge.forward(self.params, self.between(z), self.runs)
        J, dv = self.loss.of(verdict, np.ones_like(verdict), None, run)
        return J, self.judge.input_gradient(dv, backwards, self.scratch) * self.between.factor


class _Recoding:
    """From G's code of a row to D's, whose shifts and scales are those of other training rows."""

    def __init__(self, made: Coding, judged: Coding, dtype: np.dtype[np.floating]):
        assert made.units is not None, "checked"
        shift, scale = (np.asarray(a, np.float64) for a in made.units)
        features = judged.features
        self.factor: Array = (scale / features.scale).astype(dtype)
        self.offset: Array = ((shift - features.shift) / features.scale).astype(dtype)

    def __call__(self, x: Array) -> Array:
        """(N, O) -> (N, O)."""
        recoded: Array = x * self.factor + self.offset
        return recoded


def _check(generator: Session, discriminator: Session) -> None:
    for role, session in (("generator", generator), ("discriminator", discriminator)):
        if not isinstance(session.experiment.optimizer, StepRule) or session.state.stacked:
            raise SpecError(f"{role}: adversaries are single networks that move batch by batch")
    if generator.prepared.coding.units is None:
        raise SpecError("generator: its target has to be numbers")
    if discriminator.prepared.coding.task != "binary":
        raise SpecError("discriminator: its target has to be two classes, the second of them real rows")
    made = generator.state.network.shapes[-1]
    judged = discriminator.state.network.input_shape
    if made != judged:
        raise SpecError(f"the generator makes rows of shape {made}, the discriminator takes {judged}")
