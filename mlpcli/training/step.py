"""One update: augmentation, forward, loss, backward, penalties, optimizer, constraints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from mlpcli.architecture import Network
from mlpcli.architecture.rules import Activity, constrained
from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.optimizer import Ending, Slots, StepRule
from mlpcli.regularization import Augmentation, Constraint, Penalty, Regularization
from mlpcli.run import Run
from mlpcli.training.moves import Moves


class Criterion(Protocol):
    """What is made small, as far as a step is concerned: every loss is one."""

    def of(self, z: Array, y: Array, weights: Array | None, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""


class Step:
    """The update of a network's parameters, bound to their arrays: θ, its gradient, the optimizer's slots.

    Everything that can be looked up once is looked up here, since a step on a small network takes some
    tens of microseconds.
    """

    def __init__(
        self,
        network: Network,
        loss: Criterion,
        optimizer: StepRule,
        rules: Sequence[Regularization],
        theta: Array,
        slots: dict[str, Array],
        noise: Sequence[Generator],
        threads: int = 1,
    ):
        self.network, self.loss, self.optimizer = network, loss, optimizer
        self.gradient = np.zeros_like(theta)
        self.params, self.grads = network.views(theta), network.views(self.gradient)
        self.runs = network.runs(training=True, generators=noise, stacked=theta.ndim == 2)
        self.loss_run = Run(training=True)
        self.augmentations = [
            (rule.fitted(network.input_shape), Run(training=True, generators=noise, stacked=theta.ndim == 2))
            for rule in rules
            if isinstance(rule, Augmentation)
        ]
        work = np.empty_like(theta)
        self.move = Moves(optimizer, network.paces, theta, self.gradient, slots, work, threads)
        self.learned = [(self.gradient[..., s], work[..., s]) for s in network.learned]
        self.penalised = [
            (penalty, theta[..., s], self.gradient[..., s], work[..., s])
            for penalty in rules
            if isinstance(penalty, Penalty)
            for s in network.penalised(penalty)
        ]
        self.activity = Activity(network, rules)
        self.constrained = [
            (rule, W, space)
            for rule in rules
            if isinstance(rule, Constraint)
            for W, space in constrained(network, rule, theta, work)
        ]

    def __call__(
        self,
        x: Array,
        y: Array,
        t: int,
        rate: Scalar,
        accept: Callable[[Array], bool],
        weights: Array | None = None,
    ) -> Array:
        """The loss J of the batch x: (..., N, I), y: (..., N, O) before the update, the t-th.

        weights: (..., N) say how much each sample counts; None: all the same.
        Nothing is changed (but a look-ahead) unless accept(J).
        """
        optimizer = self.optimizer
        self.move.look_ahead()
        for rule, run in self.augmentations:
            x, y = rule.apply(x, y, run)
        J, accepted = self.differentiate(x, y, weights, accept)
        if not accepted:
            return J
        for penalty, theta, g, work in self.penalised:
            penalty.add_gradient(theta, g, work)
        if optimizer.clip is not None:
            optimizer.clip.bound(self.learned)
        self.update(t, rate)
        for constraint, W, space in self.constrained:
            constraint.project(W, space)
        return J

    def differentiate(
        self, x: Array, y: Array, weights: Array | None, accept: Callable[[Array], bool]
    ) -> tuple[Array, bool]:
        """J of the batch, with ∂J/∂θ in `gradient` if accept(J), and whether it did."""
        z, backwards = self.network.forward(self.params, x, self.runs, self.activity.outputs)
        J, dz = self.loss.of(z, y, weights, self.loss_run)
        if not accept(J):
            return J, False
        self.activity.join(backwards)
        self.network.backward(dz, backwards, self.grads)
        return J, True

    def update(self, t: int, rate: Scalar) -> None:
        """The optimizer's rule."""
        self.move(t, rate)

    def ending(self, slots: Slots, steps_per_epoch: int) -> Ending | None:
        """Whether the rule has come to its own end for a replica with these slots; asked after an epoch."""
        return self.optimizer.ending(slots, steps_per_epoch)

    @np.errstate(all="ignore")
    def penalty(self) -> Array:
        """Ω, all penalties together: (...); those on activity as of the latest batch."""
        total = np.zeros(self.gradient.shape[:-1]) + self.activity.value()
        for penalty, theta, _, _ in self.penalised:
            total = total + penalty.value(theta)
        return total
