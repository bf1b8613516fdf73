"""One iteration of an optimizer that works on the whole set, in the place of a batch's step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.loss import Loss
from mlpcli.optimizer import Ending, Optimizer, Slots, StepRule
from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.regularization import Penalty, Regularization
from mlpcli.run import Run
from mlpcli.training.backprop import Backprop
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.moves import Moves
from mlpcli.training.objective import LearnedObjective
from mlpcli.training.recorded import RecordedStep
from mlpcli.training.shared_backprop import SharedBackprop
from mlpcli.training.step import Step


class Iteration:
    """The iteration of one network's parameters, bound to their arrays: θ: (P,) and the optimizer's slots."""

    may_end = True

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: WholeSet,
        penalties: Sequence[Penalty],
        theta: Array,
        slots: dict[str, Array],
    ):
        self.network, self.loss, self.optimizer, self.penalties = network, loss, optimizer, penalties
        self.theta, self.slots = theta, slots
        self.params = network.views(theta)
        self._notes = any(place.parameter.role == "statistics" for place in network.places)
        self._detail = ""

    def __call__(
        self,
        x: Array,
        y: Array,
        t: int,
        rate: Scalar,
        accept: Callable[[Array], bool],
        weights: Array | None = None,
    ) -> Array:
        """The loss J on all rows x: (N, I), y: (N, O) before the iteration; moves only if accept(J)."""
        function = LearnedObjective(self.network, self.loss, self.penalties, x, y, self.theta, weights)
        learned = function.learned
        theta = self.theta[learned].astype(np.float64)
        J = np.asarray(function(theta)[0] - self.penalty())
        if not accept(J):
            return J
        slots = {name: slot[learned].astype(np.float64) for name, slot in self.slots.items()}
        self._detail = self.optimizer.iterate(theta, function, slots)
        self.theta[learned] = theta
        for name, slot in self.slots.items():
            slot[learned] = slots[name]
        if self._notes:  # once an iteration, however many points were tried
            z, backwards = self.network.forward(self.params, x, self.network.runs(training=True))
            _, dz = self.loss.of(z, y, weights, Run(training=True))
            self.network.backward(dz, backwards, self.network.views(np.zeros_like(self.theta)))
        return J

    def ending(self, slots: Slots, steps_per_epoch: int) -> Ending | None:
        """Converged if the iteration was the last."""
        return Ending("converged", self._detail) if self._detail else None

    def penalty(self) -> Array:
        """Ω(θ), all penalties together: ()."""
        total = np.zeros(())
        for penalty in self.penalties:
            for s in self.network.penalised(penalty):
                total = total + penalty.value(self.theta[s].astype(np.float64))
        return total


def step_for(
    network: Network,
    loss: Loss,
    optimizer: Optimizer,
    rules: Sequence[Regularization],
    theta: Array,
    slots: dict[str, Array],
    noise: Sequence[Generator],
    kernels: str = "numpy",
    crew: Crew = ALONE,
    *,
    shares_rows: bool = False,
) -> Step | Iteration:
    """What the optimizer does with a batch: a step by its gradient, or an iteration on all rows.

    The crew shares the optimizer's work on a large network and, if `shares_rows`, the gradient's.
    """
    if isinstance(optimizer, WholeSet):
        penalties = [rule for rule in rules if isinstance(rule, Penalty)]
        return Iteration(network, loss, optimizer, penalties, theta, slots)
    assert isinstance(optimizer, StepRule)
    each, moves = Backprop, Moves
    if kernels == "fast":
        from mlpcli.training.fast_backprop import FastBackprop  # loads the compiler
        from mlpcli.training.fast_moves import FastMoves

        each, moves = FastBackprop, FastMoves
    elif not shares_rows:
        return RecordedStep(network, loss, optimizer, rules, theta, slots, noise, crew)
    backprop: Callable[..., Backprop] = partial(SharedBackprop, crew=crew, each=each) if shares_rows else each
    return Step(network, loss, optimizer, rules, theta, slots, noise, crew, backprop, moves)
