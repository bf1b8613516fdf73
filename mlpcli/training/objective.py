"""The loss with its penalties as a function of θ alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mlpcli.architecture import Network
from mlpcli.architecture.rules import Activity
from mlpcli.arrays import Array
from mlpcli.loss import Loss
from mlpcli.regularization import Penalty, Regularization
from mlpcli.run import Run

IMAGINARY = 1e-20
"""h of the complex step: h² is nothing beside 1, so Im f(θ + ihd) / h is the derivative to rounding."""

NUMBERS = 4_000_000
"""Activations that a stack of complex networks may hold at a time."""


def objective(
    network: Network,
    loss: Loss,
    rules: Sequence[Regularization],
    x: Array,
    y: Array,
    seed: int = 0,
    weights: Array | None = None,
) -> Callable[[Array], tuple[Array, Array]]:
    """θ -> (J̃, ∂J̃/∂θ) on the batch x: (..., N, I), y: (..., N, O), the rules' penalties included.

    weights: (..., N) say how much each sample counts; None: all the same.

    Dropout masks are those of the seed, the same at every call, so that J̃ is a function of θ alone, which
    stays as it is.
    """
    penalties = [rule for rule in rules if isinstance(rule, Penalty)]
    activity = Activity(network, rules)

    def value_and_gradient(theta: Array) -> tuple[Array, Array]:
        stacked = theta.ndim == 2
        theta = theta.copy()  # running statistics would be written into the caller's
        noise = [np.random.default_rng(seed) for _ in range(len(theta) if stacked else 1)]
        gradient = np.zeros_like(theta)
        runs = network.runs(training=True, generators=noise, stacked=stacked)
        z, backwards = network.forward(network.views(theta), x, runs, activity.outputs)
        J, dz = loss.of(z, y, weights, Run(training=True))
        J = J + activity.value()
        activity.join(backwards)
        network.backward(dz, backwards, network.views(gradient))
        for penalty in penalties:
            for s in network.penalised(penalty):
                w = theta[..., s]
                J = J + penalty.value(w)
                penalty.add_gradient(w, gradient[..., s], np.empty_like(w))
        return J, gradient

    return value_and_gradient


class LearnedObjective:
    """J̃ as a function of the learned part of θ: (K,), in float64, what is kept or noted staying as it is."""

    def __init__(
        self,
        network: Network,
        loss: Loss,
        penalties: Sequence[Penalty],
        x: Array,
        y: Array,
        theta: Array,
        weights: Array | None = None,
    ):
        exact = [None if a is None else a.astype(np.float64) for a in (x, y, weights)]
        assert exact[0] is not None
        assert exact[1] is not None
        self._function = objective(network, loss, penalties, exact[0], exact[1], weights=exact[2])
        self._base = theta.astype(np.float64)
        stretches = [np.arange(s.start, s.stop) for s in network.learned]
        self.learned = np.concatenate([np.empty(0, np.intp), *stretches])
        widest = max(shape for sample in (network.input_shape, *network.shapes) for shape in sample)
        self._together = max(NUMBERS // (x.shape[-2] * widest), 1)
        self._known: dict[bytes, tuple[float, Array]] = {}

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """J̃ and ∂J̃/∂θ: (K,); a point that was asked for before costs nothing."""
        key = theta.tobytes()
        if key not in self._known:
            J, g = self._function(self._whole(theta))
            self._known[key] = float(J), g[self.learned]
        return self._known[key]

    def hessian(self, theta: Array) -> Array:
        """∂²J̃/∂θ²: (K, K), column by column Im ∇J̃(θ + ih e_j) / h, many columns in a stack."""
        K = len(theta)
        H = np.empty((K, K))
        for start in range(0, K, self._together):
            columns = np.arange(start, min(start + self._together, K))
            points = np.tile(theta.astype(np.complex128), (len(columns), 1))
            points[np.arange(len(columns)), columns] += 1j * IMAGINARY
            H[columns] = self.gradient(points).imag / IMAGINARY
        return (H + H.T) / 2

    def gradient(self, theta: Array) -> Array:
        """∂J̃/∂θ at points (..., K) that need not be real, and are not remembered."""
        return self._function(self._whole(theta))[1][..., self.learned]

    def _whole(self, theta: Array) -> Array:
        whole = np.empty((*theta.shape[:-1], len(self._base)), theta.dtype)
        whole[...] = self._base
        whole[..., self.learned] = theta
        return whole
