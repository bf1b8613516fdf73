"""One update: forward, loss, backward, penalties, optimizer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.loss import Loss
from mlpcli.optimizer import Optimizer
from mlpcli.regularization import Penalty
from mlpcli.run import Run

BLOCK = 65_536
"""Numbers that the optimizer moves at a time: its few arrays of this size stay in the cache."""


class Step:
    """The update of a network's parameters, bound to their arrays: θ, its gradient, the optimizer's slots.

    Everything that can be looked up once is looked up here, since a step on a small network takes some
    tens of microseconds.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: Optimizer,
        penalties: Sequence[Penalty],
        theta: Array,
        slots: dict[str, Array],
        noise: Sequence[Generator],
    ):
        self.network, self.loss, self.optimizer = network, loss, optimizer
        self.gradient = np.zeros_like(theta)
        self.params, self.grads = network.views(theta), network.views(self.gradient)
        self.runs = network.runs(training=True, generators=noise, stacked=theta.ndim == 2)
        self.loss_run = Run(training=True)
        work = np.empty_like(theta)
        self.blocks = [
            (
                theta[..., s],
                self.gradient[..., s],
                {name: slot[..., s] for name, slot in slots.items()},
                work[..., s],
            )
            for s in _blocks(network.learned, theta)
        ]
        self.penalised = [
            (penalty, theta[..., s], self.gradient[..., s], work[..., s])
            for penalty in penalties
            for s in network.penalised(penalty)
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
        if optimizer.looks_ahead:
            for theta, _, slots, work in self.blocks:
                optimizer.look_ahead(theta, slots, work)
        z, backwards = self.network.forward(self.params, x, self.runs)
        if weights is None:
            J, dz = self.loss.value_and_gradient(z, y, self.loss_run)
        else:
            J, dz = self.loss.weighted_value_and_gradient(z, y, weights, self.loss_run)
        if not accept(J):
            return J
        self.network.backward(dz, backwards, self.grads)
        for penalty, theta, g, work in self.penalised:
            penalty.add_gradient(theta, g, work)
        for theta, g, slots, work in self.blocks:
            optimizer.update(theta, g, slots, t, rate, work)
        return J

    def penalty(self) -> Array:
        """Ω(θ), all penalties together: (...)."""
        total = np.zeros(self.gradient.shape[:-1])
        for penalty, theta, _, _ in self.penalised:
            total = total + penalty.value(theta)
        return total


def _blocks(learned: Sequence[slice], theta: Array) -> list[slice]:
    """Stretches of the last axis, so short that a block of all replicas fits the cache."""
    replicas = theta.shape[0] if theta.ndim == 2 else 1
    length = max(BLOCK // replicas, 1024)
    return [
        slice(start, min(start + length, stretch.stop))
        for stretch in learned
        for start in range(stretch.start, stretch.stop, length)
    ]
