"""The gradient of a batch's loss by the compiled kernels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, room
from mlpcli.fast import kernels
from mlpcli.fast.plan import columns, plan
from mlpcli.loss import Loss
from mlpcli.regularization import Regularization
from mlpcli.training.backprop import Backprop, Criterion


class FastBackprop(Backprop):
    """J and ∂J/∂θ by one call; where samples have weights, NumPy computes."""

    def __init__(
        self,
        network: Network,
        loss: Criterion,
        rules: Sequence[Regularization],
        theta: Array,
        noise: Sequence[Generator],
        gradient: Array | None = None,
    ):
        super().__init__(network, loss, rules, theta, noise, gradient)
        dtype, R = theta.dtype, len(np.atleast_2d(theta))
        self._type = dtype.type
        assert isinstance(loss, Loss), "choose comes first"
        found = plan(network, loss)
        assert found is not None, "choose comes first"
        self._plan = found
        self._theta, self._gradient = np.atleast_2d(theta), np.atleast_2d(self.gradient)
        self._slopes, self._rates = (
            columns(found.slopes, R, theta.dtype),
            columns(found.rates, R, theta.dtype),
        )
        self._scales = columns([1 / (1 - rate) for rate in found.rates], R, dtype)
        self._losses = np.zeros(R)
        self._whole: dict[Any, Array] = {}
        self._memory = self._drawn = np.empty((2, 0), theta.dtype)
        self._done = False

    def forward(self, x: Array, y: Array, weights: Array | None, whole: int = 0) -> Array:
        """The loss J: (...); the gradient comes with it."""
        self._done = weights is None
        if not self._done:
            return super().forward(x, y, weights, whole)
        x, y = self._plain("x", x), self._plain("y", y)
        needed = x.shape[1] * self._plan.memory
        if self._memory.shape[1] < needed:
            self._memory = room((2, needed), self._type)
            self._drawn = np.empty((len(self._theta), needed if self._plan.masks else 0), self._type)
        self._draw(x.shape[1])
        kernels.gradient(
            self._theta, self._gradient, x, y, self._plan.table, self._slopes, self._rates, self._scales,
            self._memory, self._drawn, self._losses, self._plan.loss, whole or x.shape[1],
        )  # fmt: skip
        J: Array = self._losses.copy() if self.gradient.ndim == 2 else self._losses[0]
        return J

    def backward(self) -> None:
        """Nothing is left to do, but for weights."""
        if not self._done:
            super().backward()

    def _plain(self, name: str, rows: Array) -> Array:
        """Rows as the kernels take them: (R, N, ·), or (1, N, ·) where all networks share them."""
        wide = rows[None] if rows.ndim == 2 else rows[:1] if rows.strides[0] == 0 else rows
        if wide.flags.writeable:
            if wide.flags.c_contiguous:
                return wide
            own = self._own.buffer(name, wide.shape, wide.dtype)  # a portion of a stack's rows
            own[...] = wide
            return own
        place = wide.__array_interface__["data"][0], wide.shape  # the whole set, the same in every epoch
        if place not in self._whole:
            self._whole[place] = wide.copy()
        return self._whole[place]

    def _draw(self, N: int) -> None:
        """The masks' random numbers, in the order and from the generators that the layers draw them."""
        for layer, at, width in self._plan.masks:
            for own, generator in zip(self._drawn, self.runs[layer].generators, strict=True):
                generator.random(out=own[at * N : (at + width) * N], dtype=self._type)
