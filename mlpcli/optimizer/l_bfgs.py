"""The quasi-Newton method with limited memory."""

from __future__ import annotations

import warnings
from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.optimizer.base import Slots
from mlpcli.optimizer.whole_set import Objective, WholeSet

MEMORY = 10
"""Pairs kept, as in SciPy; scikit-learn keeps SciPy's number, PyTorch up to 100."""


class LBfgs(WholeSet):
    """θ ← θ - α H g, with H ≈ (∂²J̃/∂θ²)⁻¹ made of the last ten pairs s = Δθ, y = Δg; α by line search.

    H g comes from the two-loop recursion, from H_0 = (s·y / y·y) I of the newest pair; α fulfils the strong
    Wolfe conditions (SciPy's `line_search`, c1 = 1e-4, c2 = 0.9). If no α does, the memory is dropped and the
    gradient is followed once; if that fails too, training has converged. SciPy's own driver (L-BFGS-B) cannot
    be stopped and saved between iterations, hence the recursion here: its pairs are slots, and a
    training goes on as if it had never been interrupted.

    *Source:* Lepetit (second-order methods); Liu, Nocedal 1989; Nocedal, Wright 2006, algorithm 7.4.

    >>> class Parabola:  # J = θ²
    ...     def __call__(self, theta):
    ...         return float(theta @ theta), 2 * theta
    >>> rule, theta = LBfgs(), np.array([3.0])
    >>> slots = {name: np.zeros(1) for name in rule.slots}
    >>> [rule.iterate(theta, Parabola(), slots) for _ in range(2)], theta.round(6).tolist()
    (['', ''], [0.0])
    """

    slots: ClassVar[tuple[str, ...]] = tuple(f"{name}{k}" for k in range(MEMORY) for name in "sy")

    kind: Literal["l_bfgs"] = "l_bfgs"

    def iterate(self, theta: Array, objective: Objective, slots: Slots) -> str:
        """θ and every slot: (P,); s0 and y0 are the newest pair, zero where there is none yet."""
        J, g = objective(theta)
        if np.abs(g).max(initial=0.0) <= self.tolerance:
            return f"no entry of the gradient is larger than {self.tolerance:g}"
        pairs = [(slots[f"s{k}"], slots[f"y{k}"]) for k in range(MEMORY)]
        for _ in range(2):
            known = [(s, y) for s, y in pairs if s.any()]
            direction = -_two_loops(g, known)
            if not known:
                direction /= max(1.0, float(np.sqrt(g @ g)))
            moved = _line_search(objective, theta, direction, J, g)
            if moved is not None:
                break
            for s, y in pairs:
                s[...], y[...] = 0, 0
        else:
            return "no step along the gradient makes the loss smaller"
        _remember(pairs, moved - theta, objective(moved)[1] - g)
        theta[...] = moved
        return ""


def _two_loops(g: Array, pairs: list[tuple[Array, Array]]) -> Array:
    """H g; pairs from the newest to the oldest."""
    q, alphas = g.copy(), []
    for s, y in pairs:
        alphas.append((s @ q) / (s @ y))
        q -= alphas[-1] * y
    if pairs:
        s, y = pairs[0]
        q *= (s @ y) / (y @ y)
    for (s, y), alpha in zip(reversed(pairs), reversed(alphas), strict=True):
        q += (alpha - (y @ q) / (s @ y)) * s
    return q


def _line_search(objective: Objective, theta: Array, d: Array, J: float, g: Array) -> Array | None:
    """θ + α d that fulfils the strong Wolfe conditions and has a smaller J̃, or None."""
    from scipy.optimize import line_search

    def value(point: Array) -> float:
        return objective(point)[0]

    def gradient(point: Array) -> Array:
        return objective(point)[1]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no step was found is said by None
        alpha = line_search(value, gradient, theta, d, g, J, c1=1e-4, c2=0.9, maxiter=25)[0]
    if alpha is None:
        return None
    moved: Array = theta + alpha * d
    return moved if value(moved) < J else None


def _remember(pairs: list[tuple[Array, Array]], s: Array, y: Array) -> None:
    """The newest pair in front, the oldest gone; not where its curvature is not positive."""
    if s @ y <= 1e-10 * np.sqrt((s @ s) * (y @ y)):
        return
    for (s_old, y_old), (s_new, y_new) in zip(pairs[:0:-1], pairs[-2::-1], strict=True):
        s_old[...], y_old[...] = s_new, y_new
    pairs[0][0][...], pairs[0][1][...] = s, y
