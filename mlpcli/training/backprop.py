"""The gradient of a batch's loss by back-propagation, on arrays that are looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mlpcli.architecture import Network
from mlpcli.architecture.rules import Activity
from mlpcli.arrays import Array, Backward, Generator
from mlpcli.regularization import Regularization
from mlpcli.run import Run
from mlpcli.tape import memory


class Criterion(Protocol):
    """What is made small, as far as a step is concerned: every loss is one."""

    def of(self, z: Array, y: Array, weights: Array | None, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""


class Backprop:
    """J of a batch and ∂J/∂θ, for a network bound to θ: (..., P); the gradient has memory of its own.

    `addends` are to be added to the gradient before it is used: by `join`, or by whoever uses it.
    """

    addends: tuple[Array, ...] = ()

    def __init__(
        self,
        network: Network,
        loss: Criterion,
        rules: Sequence[Regularization],
        theta: Array,
        noise: Sequence[Generator],
        gradient: Array | None = None,
    ):
        self.network, self.loss = network, loss
        self.gradient = memory(theta.shape, theta.dtype) if gradient is None else gradient
        self.gradient[...] = 0
        self.params, self.grads = network.views(theta), network.views(self.gradient)
        self.runs = network.runs(training=True, generators=noise, stacked=theta.ndim == 2)
        self.activity = Activity(network, rules)
        self._own = Run(training=True)
        self._dz, self._share = self.gradient, 1.0
        self._backwards: list[Backward] = []

    def forward(self, x: Array, y: Array, weights: Array | None, whole: int = 0) -> Array:
        """The loss J: (...) of the batch x: (..., N, I), y: (..., N, O).

        weights: (..., N) say how much each sample counts; None: all the same. Of a portion of a batch of
        `whole` rows, J and its gradient are N / whole times its own, what it adds to those of the batch.
        """
        z, self._backwards = self.network.forward(self.params, x, self.runs, self.activity.outputs)
        J, self._dz = self.loss.of(z, y, weights, self._own)
        if whole:
            self._share = x.shape[-2] / whole
            self._dz *= self._share
            J = J * self._share
        return J

    def backward(self) -> None:
        """From here on `gradient` is ∂J/∂θ of the latest batch, and statistics are those after it."""
        self.activity.join(self._backwards, self._share)
        self.network.backward(self._dz, self._backwards, self.grads)

    def join(self) -> None:
        """Adds the addends, if there are any, to `gradient`."""

    def omega(self) -> Array | float:
        """The penalties on activity in the latest batch: (...)."""
        return self.activity.value()
