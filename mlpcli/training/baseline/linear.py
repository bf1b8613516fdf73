"""The linear model: a network without hidden layers, fitted by a few large steps on all rows at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss import Loss
from mlpcli.run import Run

STEPS = 30
ENOUGH = 1e-4
"""A step that makes the loss smaller by less than this share of it is the last."""

CURVATURES = {
    "binary_cross_entropy": 0.25,
    "logistic": 0.25,
    "cross_entropy": 0.5,
    "kl": 0.5,
}
"""Bounds of ∂²ℓ/∂z²."""


@dataclass(frozen=True, eq=False)
class Linear:
    """z = x W + b. W: (I, O), b: (O,)."""

    W: Array
    b: Array

    def outputs(self, x: Array) -> Array:
        """x: (N, I) -> z: (N, O)."""
        z: Array = x @ self.W.astype(x.dtype) + self.b.astype(x.dtype)
        return z


def least_squares(x: Array, y: Array, weights: Array | None) -> Linear:
    """The W, b that make 1/N Σ w ‖x W + b - y‖² + 1/N ‖W‖² smallest, from the normal equations.

    >>> model = least_squares(np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [3.0], [5.0]]), None)
    >>> model.W.round(4).tolist(), model.b.round(4).tolist()  # W = 4 / (2 + 1): the penalty pulls at 2
    ([[1.3333]], [1.6667])
    """
    A, H = _gram(x, weights)
    right = A.T @ (y if weights is None else y * weights[:, None]) / len(x)
    return _parts(_inverse(H, 1.0, len(x)) @ right)


def descended(loss: Loss, x: Array, y: Array, weights: Array | None, start: Array) -> Linear:
    """The W, b that make the mean loss + 1/(2N) ‖W‖² small; b begins as the constant guess `start`: (O,).

    θ ← v - (κ AᵀA/N + I/N)⁻¹ ∇(v), with A = [x 1] and κ a bound of the loss's curvature in z: the parabola
    that is solved lies above the loss. v is θ with Nesterov's momentum, which begins anew where it leads
    uphill. A loss without a bound goes without momentum: κ is tried, four times as much where the loss grows.

    *Source:* Böhning, Lindsay 1988; O'Donoghue, Candès 2015, section 3.2 (restarts).
    """
    A, H = _gram(x, weights)
    theta = np.zeros((A.shape[1], y.shape[1]), A.dtype)
    theta[-1] = start
    function = _Function(loss, A, y, weights)
    if loss.kind in CURVATURES:
        return _parts(_accelerated(function, theta, _inverse(H, CURVATURES[loss.kind], len(x))))
    return _parts(_tried(function, theta, H))


@dataclass(eq=False)
class _Function:
    """The mean loss and the penalty, with the gradient, at θ: (I + 1, O)."""

    loss: Loss
    A: Array
    y: Array
    weights: Array | None
    run: Run = field(default_factory=Run)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        N, W = len(self.A), theta[:-1]
        J, dz = self.loss.of(self.A @ theta, self.y, self.weights, self.run)
        g = self.A.T @ dz
        g[:-1] += W / N
        return float(J) + float((W * W).sum()) / (2 * N), g


def _accelerated(function: _Function, theta: Array, inverse: Array) -> Array:
    ahead, momentum = theta, 1.0
    for _ in range(STEPS):
        J, g = function(ahead)
        step = inverse @ g
        moved = ahead - step
        if float((g * step).sum()) <= ENOUGH * abs(J):
            return np.asarray(moved)
        if float((g * (moved - theta)).sum()) > 0:
            momentum = 1.0
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = moved + np.asarray((momentum - 1) / following, moved.dtype) * (moved - theta)
        theta, momentum = moved, float(following)
    return theta


def _tried(function: _Function, theta: Array, H: Array) -> Array:
    kappa, (J, g) = 1.0, function(theta)
    inverse = _inverse(H, kappa, len(function.A))
    for _ in range(STEPS):
        moved = theta - inverse @ g
        J_moved, g_moved = function(moved)
        if J_moved < J:
            gained = J - J_moved
            theta, J, g = moved, J_moved, g_moved
            if gained <= ENOUGH * abs(J):
                break
        else:
            kappa *= 4
            inverse = _inverse(H, kappa, len(function.A))
    return theta


def _gram(x: Array, weights: Array | None) -> tuple[Array, Array]:
    """A = [x 1]: (N, I + 1), and AᵀA/N with the rows' weights."""
    A = np.concatenate([x, np.ones((len(x), 1), x.dtype)], axis=1)
    weighted = A if weights is None else A * weights[:, None]
    return A, weighted.T @ A / len(x)


def _inverse(H: Array, kappa: float, N: int) -> Array:
    """(κ H + I/N)⁻¹, the bias free of the penalty; a trace of it keeps the matrix regular."""
    penalty = np.full(len(H), 1 / N)
    penalty[-1] = 1e-9
    found: Array = np.linalg.inv(kappa * H.astype(np.float64) + np.diag(penalty)).astype(H.dtype)
    return found


def _parts(theta: Array) -> Linear:
    return Linear(theta[:-1], theta[-1])
