"""Hand-written gradients against finite differences and the complex step, array by array."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.training.objective import IMAGINARY
from mlpcli.training.objective import objective as objective

AGREE = 1e-4
"""Relative distance from the finite difference up to which the complex step counts as valid."""

STEP = 1e-5
"""Half the distance of the central difference: its own error, of order STEP², stays near 1e-10."""


SMALL = 1e-3
"""Derivatives smaller than this, in relation to 1 + |J|, are compared by their absolute error."""


@dataclass(frozen=True)
class ArrayError:
    """How far the derivative along a random direction of one array is from its finite difference.

    `complex_error` is the same for the complex step, None where a kind does not allow it.
    """

    name: str
    relative_error: float
    complex_error: float | None = None


def check(
    function: Callable[[Array], tuple[Array, Array]], network: Network, theta: Array, seed: int = 0
) -> list[ArrayError]:
    """The relative error of function's gradient at θ (float64), for each parameter array of the network.

    Along a random unit direction d: |g·d - (J(θ + h d) - J(θ - h d)) / 2h| / (|g·d| + |difference|), the
    largest over replicas. A denominator below SMALL (1 + |J|) counts as this: rounding J alone makes some
    1e-11 (1 + |J|) of the difference, which says nothing of a derivative of that size.

    The same against Im J(θ + ihd) / h, h = 1e-20, which subtracts nothing and so errs by rounding alone: a
    few 1e-16 is right. It needs J analytic, which abs, sign and integer-valued kinds are not; there, it
    strays from the finite difference too, and is left out.

    *Source:* Rudi-Gaillard 5.2 (finite differences and the complex trick); Squire, Trapp 1998.
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
        error = np.abs(exact - numeric) / np.maximum(size, SMALL * (1 + np.abs(J)))
        by_complex_step = _complex_error(exact, numeric, _complex_step(function, theta, d), rounding)
        errors.append(ArrayError(name, float(error.max()), by_complex_step))
    return errors


def _complex_step(function: Callable[[Array], tuple[Array, Array]], theta: Array, d: Array) -> Array | None:
    """The derivative along d as Im J(θ + ihd) / h; None where a kind cannot compute in complex numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            J = np.asarray(function(theta + 1j * IMAGINARY * d)[0])
    except (TypeError, ValueError, np.exceptions.ComplexWarning):
        return None
    return J.imag / IMAGINARY


def _complex_error(exact: Array, numeric: Array, derivative: Array | None, rounding: Array) -> float | None:
    """None where the complex step disagrees with the finite difference: the function is not analytic."""
    if derivative is None or (np.abs(derivative - numeric) > AGREE * np.abs(numeric) + rounding).any():
        return None
    size = np.abs(exact) + np.abs(derivative)
    nothing = 1e-4 * rounding
    error = np.where(size > nothing, np.abs(exact - derivative) / np.maximum(size, nothing), 0.0)
    return float(error.max())
