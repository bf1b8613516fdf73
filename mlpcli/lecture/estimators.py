"""Statistics' own ways to the estimators that networks of one layer are: what the lectures compare with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlpcli.arrays import Array

Link = Callable[[Array], tuple[Array, Array]]
"""z -> the probability p of the label 1, and dp/dz."""


def logistic_link(z: Array) -> tuple[Array, Array]:
    """The sigmoid: p = 1 / (1 + e^-z)."""
    p = 1 / (1 + np.exp(-z))
    return p, p * (1 - p)


def probit_link(z: Array) -> tuple[Array, Array]:
    """The Gaussian distribution function: p = Φ(z)."""
    from scipy.special import ndtr

    p: Array = ndtr(z)
    return p, np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def scoring(x: Array, y: Array, link: Link, rounds: int = 50) -> Array:
    """(w, b) of the largest likelihood, x: (N, I), y: (N) of 0 and 1, by Fisher's scoring.

    Each round is a weighted least squares fit, as in R's glm: β ← β + (XᵀVX)⁻¹ Xᵀ (y - p) p' / (p (1 - p)),
    V = p'² / (p (1 - p)).
    """
    X = np.column_stack([x, np.ones(len(x))])
    beta = np.zeros(X.shape[1])
    for _ in range(rounds):
        p, slope = link(X @ beta)
        variance = p * (1 - p)
        beta = beta + np.linalg.solve(
            X.T @ (X * (slope**2 / variance)[:, None]), X.T @ ((y - p) * slope / variance)
        )
    return beta


def ridge(x: Array, y: Array, strength: float) -> Array:
    """W = (XᵀX/N + λ I)⁻¹ Xᵀ y/N of 1/N Σ ‖x W - y‖² + λ ‖W‖²; x and y have mean 0, so the bias is 0."""
    N, I = x.shape
    W: Array = np.linalg.solve(x.T @ x / N + strength * np.eye(I), x.T @ y / N)
    return W


def lasso(x: Array, y: Array, strength: float, rounds: int = 2000) -> Array:
    """W of 1/N Σ (x·w - y)² + λ ‖w‖₁, one coordinate after the other: soft thresholds of its own optimum."""
    N, I = x.shape
    w, squares = np.zeros(I), np.square(x).sum(axis=0) / N
    for _ in range(rounds):
        for i in range(I):
            pull = x[:, i] @ (y - x @ w + x[:, i] * w[i]) / N
            w[i] = np.sign(pull) * max(abs(pull) - strength / 2, 0) / squares[i]
    return w


def support_vectors(x: Array, s: Array, strength: float) -> tuple[Array, float]:
    """(w, b) of the least 1/N Σ max(0, 1 - s (w·x + b)) + λ ‖w‖², s: (N) of ±1, and that value.

    Three numbers and a convex function: Nelder and Mead's simplex, begun again until nothing is gained.
    """
    from scipy.optimize import minimize

    def risk(wb: Array) -> float:
        margins = s * (x @ wb[:-1] + wb[-1])
        return float(np.maximum(1 - margins, 0).mean() + strength * wb[:-1] @ wb[:-1])

    best, value = np.zeros(x.shape[1] + 1), np.inf
    while True:
        found = minimize(
            risk, best, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-14, "maxfev": 5000}
        )
        if not found.fun < value - 1e-12:
            return best, value
        best, value = found.x, float(found.fun)
