"""Formulas that need care: in stable form, and giving a replica in a stack the very bits it gets alone.

NumPy's vectorised cos, exp and power may differ from the C library's in the last bit, and a float32 column
rounds before the arithmetic on it where a Python float rounds after. Hence `each`, which maps Python's own
functions over columns of hyper-parameters, and `like`, which rounds a finished column to an array's type.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.tape import memory


def each(function: Callable[..., float], *scalars: Scalar) -> Scalar:
    """function(*scalars) in Python's double arithmetic, entry by entry where any of them is a column.

    >>> each(math.cos, 0.0)
    1.0
    >>> each(pow, np.array([[0.5], [0.25]]), 2).tolist()
    [[0.25], [0.0625]]
    """
    if not any(isinstance(s, np.ndarray) for s in scalars):
        return float(function(*scalars))
    spread = np.broadcast_arrays(*scalars)
    values = [function(*(float(v) for v in row)) for row in zip(*(s.flat for s in spread), strict=True)]
    return np.array(values).reshape(spread[0].shape)


def power(base: Scalar, exponent: Scalar) -> Scalar:
    """Base ** exponent, the same bits alone and in a stack."""
    if type(base) is float and type(exponent) is not np.ndarray:  # as `each` has it, without its look
        return float(base**exponent)
    return each(pow, base, exponent)


def cosine(angle: Scalar) -> Scalar:
    """cos(angle), angle in radians, the same bits alone and in a stack."""
    return each(math.cos, angle)


def like(scalar: Scalar, x: Array) -> Array:
    """The hyper-parameter as a factor for x: an array of no axes, or a column, of x's type.

    NumPy takes twice as long for a product with a Python number as for one with such an array.
    """
    if isinstance(scalar, np.ndarray):
        return scalar.astype(x.dtype, copy=False)
    return np.array(scalar, x.dtype)


def inner(a: Array, b: Array) -> Array:
    """Σ a b over samples and features: (..., N, U), (..., N, U) -> (...), by a product, as no sum is faster.

    >>> inner(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])).tolist()
    11.0
    """
    row, column = a.reshape(*a.shape[:-2], 1, -1), b.reshape(*b.shape[:-2], -1, 1)
    products: Array = np.matmul(row, column)
    return products[..., 0, 0]


def largest(z: Array, turned: Array) -> Array:
    """The largest feature of every sample: (..., N, U) -> (..., N, 1); turned: (..., U, N) is scratch memory.

    Samples come last in it: NumPy is slow along a short last axis.

    >>> largest(np.array([[1.0, 5.0], [7.0, 3.0]]), np.empty((2, 2))).tolist()
    [[5.0], [7.0]]
    """
    np.copyto(turned, z.swapaxes(-1, -2))
    highest: Array = np.maximum.reduce(turned, axis=-2)
    return highest[..., None]


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """σ(z) = 1 / (1 + e^-z), accurate in both tails; z below -80 (float64: -700) counts as that.

    >>> sigmoid(np.array([-1e4, 0.0, 1e4])).round(4).tolist()
    [0.0, 0.5, 1.0]
    """
    lowest = -80.0 if z.dtype == np.float32 else -700.0
    y = np.maximum(z, lowest, out=out)
    np.negative(y, out=y)
    np.exp(y, out=y)
    y += 1
    return np.reciprocal(y, out=y)


def gaussian_cdf(z: Array, out: Array | None = None) -> Array:
    """Φ(z) = ½ erfc(-z/√2), the Gaussian cumulative distribution function, accurate in both tails.

    >>> gaussian_cdf(np.array([-1e4, 0.0, 1e4])).tolist(), f"{gaussian_cdf(np.array(-10.0)):.12e}"
    ([0.0, 0.5, 1.0], '7.619853024160e-24')
    """
    from scipy.special import ndtr  # here, since SciPy takes longer to load than NumPy and few need it

    Phi: Array = ndtr(z, out=out)
    return Phi


def gaussian_density(z: Array, out: Array | None = None) -> Array:
    """φ(z) = e^(-z²/2) / √(2π), the Gaussian density, the derivative of Φ.

    >>> gaussian_density(np.array([-1e4, 0.0, 1.0])).round(4).tolist()
    [0.0, 0.3989, 0.242]
    """
    phi = np.multiply(z, z, out=out)
    phi *= -0.5
    np.exp(phi, out=phi)
    phi *= 1 / math.sqrt(2 * math.pi)
    return phi


def softplus(z: Array) -> Array:
    """log(1 + e^z) = max(z, 0) + log(1 + e^-|z|), finite for every finite z.

    Complex z (as in the complex step) is folded by its real part, which keeps the function analytic.

    >>> softplus(np.array([-1e4, 0.0, 1e4])).round(4).tolist()
    [0.0, 0.6931, 10000.0]
    """
    if np.iscomplexobj(z):
        y = np.where(z.real > 0, -z, z)
    else:
        y = np.abs(z)
        np.negative(y, out=y)
    np.exp(y, out=y)
    np.log1p(y, out=y)
    y += np.maximum(z, 0)
    return y


def log_softmax(z: Array) -> Array:
    """Log softmax(z) over the last axis: (z - max z) - log Σ e^(z - max z).

    >>> np.exp(log_softmax(np.array([[1e4, 1e4]]))).tolist()
    [[0.5, 0.5]]
    """
    turned = memory((*z.shape[:-2], z.shape[-1], z.shape[-2]), z.dtype)
    shifted: Array = z - largest(z, turned)
    shifted -= np.log(total(np.exp(shifted)))
    return shifted


def total(z: Array) -> Array:
    """The sum of every sample's features: (..., N, U) -> (..., N, 1), by a product with ones.

    >>> total(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[3.0], [7.0]]
    """
    sums: Array = np.matmul(z, np.ones((z.shape[-1], 1), z.dtype))
    return sums
