"""One update: augmentation, forward, loss, backward, penalties, optimizer, constraints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mlpcli.architecture import Network
from mlpcli.architecture.rules import constrained
from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.optimizer import Ending, Slots, StepRule
from mlpcli.regularization import Augmentation, Constraint, Penalty, Regularization
from mlpcli.run import Run
from mlpcli.tape import memory
from mlpcli.training.backprop import Backprop, Criterion
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.moves import Moves


class Step:
    """The update of a network's parameters, bound to their arrays: θ, its gradient, the optimizer's slots.

    Everything that can be looked up once is looked up here, since a step on a small network takes some
    tens of microseconds. `backprop` and `moves` are what computes the gradient and applies the rule.
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
        crew: Crew = ALONE,
        backprop: Callable[..., Backprop] = Backprop,
        moves: type[Moves] = Moves,
    ):
        self.optimizer = optimizer
        self.augmentations = [
            (rule.fitted(network.input_shape), Run(training=True, generators=noise, stacked=theta.ndim == 2))
            for rule in rules
            if isinstance(rule, Augmentation)
        ]
        self.backprop = backprop(network, loss, rules, theta, noise)
        self.params, self.gradient = self.backprop.params, self.backprop.gradient
        work = memory(theta.shape, theta.dtype)
        self.learned = [(self.gradient[..., s], work[..., s]) for s in network.learned]
        self.penalised = [
            (penalty, theta[..., s], self.gradient[..., s], work[..., s])
            for penalty in rules
            if isinstance(penalty, Penalty)
            for s in network.penalised(penalty)
        ]
        self._joins = optimizer.clip is not None  # it looks at the whole gradient; penalties only add to it
        addends = () if self._joins else self.backprop.addends
        self.move = moves(optimizer, network.paces, theta, self.gradient, slots, work, crew, addends)
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
        self.move.look_ahead()
        for rule, run in self.augmentations:
            x, y = rule.apply(x, y, run)
        J = self.backprop.forward(x, y, weights)
        if not accept(J):
            return J
        self.backprop.backward()
        if self._joins:
            self.backprop.join()
        for penalty, theta, g, work in self.penalised:
            penalty.add_gradient(theta, g, work)
        if self.optimizer.clip is not None:
            self.optimizer.clip.bound(self.learned)
        self.move(t, rate)
        for constraint, W, space in self.constrained:
            constraint.project(W, space)
        return J

    @property
    def may_end(self) -> bool:
        """Whether the rule has an end of its own."""
        return type(self.optimizer).ending is not StepRule.ending

    def ending(self, slots: Slots, steps_per_epoch: int) -> Ending | None:
        """Whether the rule has come to its own end for a replica with these slots; asked after an epoch."""
        return self.optimizer.ending(slots, steps_per_epoch)

    @np.errstate(all="ignore")
    def penalty(self) -> Array:
        """Ω, all penalties together: (...); those on activity as of the latest batch."""
        total = np.zeros(self.gradient.shape[:-1]) + self.backprop.omega()
        for penalty, theta, _, _ in self.penalised:
            total = total + penalty.value(theta)
        return total
