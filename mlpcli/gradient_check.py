"""Hand-written gradients against finite differences, array by array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.training.objective import objective as objective

STEP = 1e-5
"""Half the distance of the central difference: its own error, of order STEP², stays near 1e-10."""


@dataclass(frozen=True)
class ArrayError:
    """How far the derivative along a random direction of one array is from its finite difference."""

    name: str
    relative_error: float


def check(
    function: Callable[[Array], tuple[Array, Array]], network: Network, theta: Array, seed: int = 0
) -> list[ArrayError]:
    """The relative error of function's gradient at θ (float64), for each parameter array of the network.

    Along a random unit direction d: |g·d - (J(θ + h d) - J(θ - h d)) / 2h| / (|g·d| + |difference|), the
    largest over replicas; 0 where both are below 1e-10 (1 + |J|), which is what rounding J alone makes.

    *Source:* Rudi-Gaillard 5.2 (finite differences).
    """
    generator = np.random.default_rng(seed)
    J, gradient = function(theta)
    rounding = 1e-10 * (1 + np.abs(J))
    errors = []
    for place, name in zip(network.places, network.named(theta), strict=True):
        if not network.learns(place):
            continue
        d = np.zeros_like(theta)
        stretch = d[..., place.start : place.stop]
        stretch[...] = generator.standard_normal(stretch.shape)
        stretch /= np.sqrt((stretch**2).sum(axis=-1, keepdims=True))
        exact = (gradient * d).sum(axis=-1)
        numeric = (function(theta + STEP * d)[0] - function(theta - STEP * d)[0]) / (2 * STEP)
        size = np.abs(exact) + np.abs(numeric)
        error = np.where(size > rounding, np.abs(exact - numeric) / np.maximum(size, rounding), 0.0)
        errors.append(ArrayError(name, float(error.max())))
    return errors
