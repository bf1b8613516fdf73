"""The step of a stack whose networks are shared out among threads: each computes what it computes alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from threading import Lock

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer import Ending, Slots, StepRule
from mlpcli.stacking import stack
from mlpcli.training.crew import Crew
from mlpcli.training.iteration import step_for
from mlpcli.training.state import State, stack_all, stacked_network
from mlpcli.training.step import Step

BATCHES = 16
"""Batches whose parts are remembered: they come again in the same memory."""

Accept = Callable[[Array], bool]


class StepsApart:
    """Steps of parts of a stack, side by side; part k of K has replicas ⌊R k / K⌋ to ⌊R (k+1) / K⌋ - 1."""

    def __init__(self, state: State, optimizer: StepRule, crew: Crew):
        R = len(state.active)
        K = min(crew.size, R)
        self.optimizer, self._crew, self._R = optimizer, crew, R
        self.params = state.network.views(state.theta)
        self._cuts = [slice(a, b) for a, b in pairwise(R * k // K for k in range(K + 1))]
        self._steps = [_step(state, cut) for cut in self._cuts]
        self._known: dict[int, tuple[tuple[Array | None, ...], list[tuple[Array, Array, Array | None]]]] = {}
        self._asking = Lock()

    def __call__(
        self,
        x: Array,
        y: Array,
        t: int,
        rate: Scalar,
        accept: Accept,
        weights: Array | None = None,
    ) -> Array:
        """The losses J: (R,) of a batch before the update, the t-th; see `Step`."""
        J = np.zeros(self._R)
        parts = self._parts(x, y, weights)
        self._crew([partial(self._part, k, part, t, rate, accept, J) for k, part in enumerate(parts)])
        return J

    def _part(
        self,
        k: int,
        part: tuple[Array, Array, Array | None],
        t: int,
        rate: Scalar,
        accept: Accept,
        J: Array,
    ) -> None:
        cut = self._cuts[k]

        def accepts(own: Array) -> bool:
            whole = np.zeros_like(J)
            whole[cut] = own
            with self._asking:
                return accept(whole)

        x, y, weights = part
        J[cut] = self._steps[k](x, y, t, _cut(rate, cut), accepts, weights)

    def _parts(self, x: Array, y: Array, weights: Array | None) -> list[tuple[Array, Array, Array | None]]:
        batch = (x, y, weights)
        known = self._known.get(id(x))
        if known is None or any(a is not b for a, b in zip(known[0], batch, strict=True)):
            if len(self._known) >= BATCHES:
                self._known.clear()
            parts = [(x[cut], y[cut], None if weights is None else weights[cut]) for cut in self._cuts]
            known = self._known[id(x)] = batch, parts
        return known[1]

    @property
    def may_end(self) -> bool:
        """Whether the rule has an end of its own."""
        return self._steps[0].may_end

    def ending(self, slots: Slots, steps_per_epoch: int) -> Ending | None:
        """Whether the rule has come to its own end for a replica with these slots; asked after an epoch."""
        return self.optimizer.ending(slots, steps_per_epoch)

    def penalty(self) -> Array:
        """Ω, all penalties together: (R,)."""
        return np.concatenate([step.penalty() for step in self._steps])


def _cut(rate: Scalar, cut: slice) -> Scalar:
    return rate[cut] if isinstance(rate, np.ndarray) and rate.ndim else rate


def _step(state: State, cut: slice) -> Step:
    """The step of some replicas, on their rows of the state's arrays."""
    experiments = [replica.experiment for replica in state.active[cut]]
    step = step_for(
        stacked_network(experiments, state.network),
        stack([e.loss for e in experiments if e.loss is not None]),
        stack([e.optimizer for e in experiments]),
        stack_all([e.regularization for e in experiments]),
        state.theta[cut],
        {name: slot[cut] for name, slot in state.slots.items()},
        [replica.noise for replica in state.active[cut]],
        experiments[0].training.kernels,
    )
    assert isinstance(step, Step), "an optimizer of the whole set trains one network at a time"
    return step
