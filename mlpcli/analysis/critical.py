"""Critical points of an objective, found by making its gradient small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mlpcli.analysis.curvature import Curvature
from mlpcli.analysis.spectrum import Spectrum, spectrum_of
from mlpcli.arrays import Array

FLAT = 1e-8
"""A point counts as critical when no entry of its gradient is larger."""

ITERATIONS, TRIES = 200, 12
"""Steps from a start, and dampings tried in one step."""

SAME = 1e-6
"""Losses that are so near, in parts of the largest, are equal but for rounding."""

LAP = 12
"""Steps in which the squared gradient has to halve; else it ends where it is not 0."""


@dataclass(frozen=True, eq=False)
class Critical:
    """A point θ: (K,) where the gradient is 0, its loss, and the spectrum of its Hessian."""

    theta: Array
    loss: float
    spectrum: Spectrum


def search(curvature: Curvature, starts: Iterator[Array], count: int) -> tuple[list[Critical], int]:
    """So many critical points at most, one from each start that leads to one; how many starts led nowhere.

    From every start ½ ‖∇J̃‖² is minimised, so saddles attract as minima do: the step d of Levenberg and
    Marquardt solves (H² + μI) d = -H ∇J̃, with H symmetric in its own eigenvectors, and μ falls when it helps.

    *Source:* Lepetit (saddle points); Dauphin, Pascanu, Gulcehre, Cho, Ganguli, Bengio 2014, section 3.
    """
    found: list[Critical] = []
    lost = 0
    for start in starts:
        if len(found) == count:
            break
        point = descend(curvature, start)
        if point is None:
            lost += 1
        else:
            found.append(point)
    return found, lost


@np.errstate(all="ignore")
def descend(curvature: Curvature, theta: Array) -> Critical | None:
    """The critical point that a start leads to; None where the gradient stays."""
    gradient = curvature.objective.gradient
    g, mu = gradient(theta), 1e-2
    before = float("inf")
    for iteration in range(ITERATIONS):
        H = curvature.hessian(theta)
        if not np.isfinite(H).all():
            return None
        if np.abs(g).max(initial=0.0) <= FLAT:
            return Critical(theta, curvature.objective(theta)[0], spectrum_of(H))
        if iteration % LAP == 0:
            if g @ g > before / 2:
                return None
            before = float(g @ g)
        values, vectors = np.linalg.eigh(H)
        along = vectors.T @ g
        for _ in range(TRIES):
            step = vectors @ (values * along / (values**2 + mu))
            new = gradient(theta - step)
            if new @ new < g @ g:
                theta, g, mu = theta - step, new, mu / 10
                break
            mu *= 10
        else:
            return None
    return None


def distinct(points: Sequence[Critical]) -> list[Critical]:
    """One of those with the same loss and the same share of negative eigenvalues, by rising loss."""
    losses = tied(np.array([point.loss for point in points]))
    first = {(loss, point.spectrum.negative): point for loss, point in zip(losses, points, strict=True)}
    return [first[key] for key in sorted(first)]


def tied(losses: Array) -> Array:
    """Each loss as the smallest of those that are equal to it but for rounding.

    >>> tied(np.array([1.0, 0.5, 1.0 + 1e-12, 0.5 + 1e-3])).tolist()
    [1.0, 0.5, 1.0, 0.501]
    """
    order = np.argsort(losses)
    rising = losses[order]
    opens = np.diff(rising, prepend=-np.inf) > SAME * np.abs(rising).max(initial=0.0)
    tied = np.empty_like(losses)
    tied[order] = rising[opens][np.cumsum(opens) - 1]
    return tied
