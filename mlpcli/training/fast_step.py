"""The update of a network by the compiled kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.fast.kernels import gradient
from mlpcli.fast.optimizers import UPDATES, scalars
from mlpcli.fast.plan import columns, plan
from mlpcli.loss import Loss
from mlpcli.optimizer import StepRule
from mlpcli.regularization import Regularization
from mlpcli.training.step import Step


class FastStep(Step):
    """The same step in fused loops. What has no kernel (penalties, clipping, rare optimizers) is NumPy's."""

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: StepRule,
        rules: Sequence[Regularization],
        theta: Array,
        slots: dict[str, Array],
        noise: Sequence[Generator],
        threads: int = 1,
    ):
        super().__init__(network, loss, optimizer, rules, theta, slots, noise, threads)
        R, self.type = len(np.atleast_2d(theta)), theta.dtype.type
        found = plan(network, loss)
        assert found is not None, "choose comes first"
        self.plan = found
        self.wide = theta if theta.ndim == 2 else theta[None]
        self.wide_gradient = self.gradient if theta.ndim == 2 else self.gradient[None]
        self.slopes, self.rates = columns(found.slopes, R, theta.dtype), columns(found.rates, R, theta.dtype)
        self.scales = columns([1 / (1 - rate) for rate in found.rates], R, theta.dtype)
        self.losses = np.zeros(R)
        self.whole: dict[Any, Array] = {}
        self.memory = self.drawn = np.empty((2, 0), theta.dtype)
        self.rule = UPDATES.get(optimizer.kind)
        self.slots = [slots[name] if theta.ndim == 2 else slots[name][None] for name in optimizer.slots]

    def differentiate(
        self, x: Array, y: Array, weights: Array | None, accept: Callable[[Array], bool]
    ) -> tuple[Array, bool]:
        """J and ∂J/∂θ by one call; a loss with weights is NumPy's."""
        if weights is not None:
            return super().differentiate(x, y, weights, accept)
        x, y = self._plain(x), self._plain(y)
        needed = x.shape[1] * self.plan.memory
        if self.memory.shape[1] < needed:
            self.memory = np.empty((2, needed), self.type)
            self.drawn = np.empty((len(self.wide), needed if self.plan.masks else 0), self.type)
        self._draw(x.shape[1])
        gradient(
            self.wide, self.wide_gradient, x, y, self.plan.table, self.slopes, self.rates, self.scales,
            self.memory, self.drawn, self.losses, self.plan.loss,
        )  # fmt: skip
        J = self.losses.copy() if self.gradient.ndim == 2 else self.losses[0]
        return J, accept(J)

    def _plain(self, rows: Array) -> Array:
        """Rows as the kernels take them: (R, N, ·), or (1, N, ·) where all networks share them."""
        wide = rows[None] if rows.ndim == 2 else rows[:1] if rows.strides[0] == 0 else rows
        if wide.flags.c_contiguous and wide.flags.writeable:
            return wide
        place = wide.__array_interface__["data"][0], wide.shape  # the whole set, the same in every epoch
        if place not in self.whole:
            self.whole[place] = wide.copy()
        return self.whole[place]

    def _draw(self, N: int) -> None:
        """The masks' random numbers, in the order and from the generators that the layers draw them."""
        for layer, at, width in self.plan.masks:
            for own, generator in zip(self.drawn, self.runs[layer].generators, strict=True):
                generator.random(out=own[at * N : (at + width) * N], dtype=self.type)

    def update(self, t: int, rate: Scalar) -> None:
        """The optimizer's rule, in one pass over each stretch."""
        if self.rule is None:
            super().update(t, rate)
            return
        for stretch, factor in self.network.paces:
            own = rate * (factor[..., 0] if isinstance(factor, np.ndarray) else factor)
            numbers = scalars(self.optimizer, t, own)
            if self.gradient.ndim == 1:
                s = np.array([numbers], dtype=self.type)
            else:
                s = columns(numbers, len(self.wide), self.type)
            self.rule(self.wide, self.wide_gradient, *self.slots, stretch.start, stretch.stop, s)
