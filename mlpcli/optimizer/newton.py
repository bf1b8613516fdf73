"""Newton's method, damped."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.optimizer.base import Slots
from mlpcli.optimizer.whole_set import Objective, WholeSet

TRIES = 60
"""Dampings tried in one iteration: ten to the sixtieth is beyond any use."""


class Newton(WholeSet):
    """θ ← θ - d, (H + μI) d = g: the minimum of the local parabola, g and H the gradient and Hessian of J̃.

    μ (Levenberg) keeps the parabola convex and the step short where it is trusted less: an iteration takes
    the first of μ, 10 μ, 100 μ, … for which H + μI is positive definite and J̃ falls, then leaves μ / 10 for
    the next. On a parabola with μ near 0 one iteration arrives. H is exact: column j is Im ∇J̃(θ + ih e_j) / h
    with h = 1e-20 (complex step). That takes P gradients, P² numbers and P³ operations an iteration, hence
    networks of at most 2000 learned parameters; and kinds whose gradient is an analytic function piece by
    piece: not those with abs or sign of a number (mae, l1), and no dropout. They are tried out and refused
    before training. A kink (relu) counts as the piece that θ is on.

    *Source:* Lepetit (second-order methods); Levenberg 1944; Squire, Trapp 1998 (complex step).

    >>> class Parabola:  # J = θ²
    ...     def __call__(self, theta):
    ...         return float(theta @ theta), 2 * theta
    ...     def hessian(self, theta):
    ...         return np.array([[2.0]])
    >>> theta, slots = np.array([3.0]), {"damping": np.zeros(1)}
    >>> Newton(damping=1.0).iterate(theta, Parabola(), slots)  # 3 - 6 / (2 + 1)
    ''
    >>> theta.round(6).tolist(), slots["damping"].tolist()
    ([1.0], [0.1])
    """

    slots: ClassVar[tuple[str, ...]] = ("damping",)
    limit: ClassVar[int | None] = 2000

    kind: Literal["newton"] = "newton"
    damping: float = Field(1e-3, gt=0, description="μ of the first iteration; it adapts from there")

    def iterate(self, theta: Array, objective: Objective, slots: Slots) -> str:
        """θ, damping: (P,); the slot holds μ in every entry, 0 before the first iteration."""
        J, g = objective(theta)
        if np.abs(g).max(initial=0.0) <= self.tolerance:
            return f"no entry of the gradient is larger than {self.tolerance:g}"
        H = objective.hessian(theta)
        mu = float(slots["damping"][0]) or self.damping
        identity = np.eye(len(theta))
        for _ in range(TRIES):
            d = _solution(H + mu * identity, g)
            if d is not None and objective(theta - d)[0] < J:
                theta -= d
                slots["damping"][...] = max(mu / 10, 1e-20)
                return ""
            mu *= 10
        return "no step makes the loss smaller"


def _solution(A: Array, g: Array) -> Array | None:
    """A⁻¹ g, or None where A is not positive definite."""
    try:
        L = np.linalg.cholesky(A)
    except np.linalg.LinAlgError:
        return None
    d: Array = np.linalg.solve(L.T, np.linalg.solve(L, g))
    return d
