"""What the layers that normalize share: rows of channels, and the scale and shift behind."""

from __future__ import annotations

import numpy as np

from mlpcli.architecture.base import Parameter
from mlpcli.arrays import Array, Params
from mlpcli.initialization.given import Given
from mlpcli.initialization.zeros import Zeros
from mlpcli.run import Run


def affine_parameters(C: int) -> tuple[Parameter, ...]:
    """γ, which starts at 1, and β, at 0: (C,) each. Their role keeps penalties on weights away."""
    return (
        Parameter("gamma", (C,), "biases", Given(values=(1.0,) * C), C, C),
        Parameter("beta", (C,), "biases", Zeros(), C, C),
    )


def rows_of(x: Array, params: Params) -> Array:
    """x: (..., N, U) with a row for each place of a sample: (..., N U/C, C)."""
    C = params["gamma"].shape[-1]
    return x if x.shape[-1] == C else x.reshape(*x.shape[:-2], -1, C)


def total(rows: Array, N: int) -> Array:
    """Σ over all rows of N samples, first within each, so that rounding stays small: (..., 1, C).

    >>> total(np.ones((6, 2)), 3).tolist()
    [[6.0, 6.0]]
    """
    lead, (m, C) = rows.shape[:-2], rows.shape[-2:]
    if m > N:
        rows = np.add.reduce(rows.reshape(*lead, N, m // N, C), axis=-2)
    sums: Array = np.add.reduce(rows, axis=-2, keepdims=True)
    return sums


def scaled(centred: Array, inverse: Array, run: Run) -> Array:
    """x̂ = (x - μ) / √(σ² + ε), of its two factors: (..., M, C); in a stack ε may differ where x does not."""
    shape = np.broadcast_shapes(centred.shape, inverse.shape)
    return np.multiply(centred, inverse, out=run.buffer("x_hat", shape, centred.dtype))


def affine(params: Params, x_hat: Array, run: Run) -> Array:
    """γ x̂ + β: (..., M, C)."""
    gamma, beta = params["gamma"][..., None, :], params["beta"][..., None, :]
    shape = np.broadcast_shapes(x_hat.shape, gamma.shape)
    y = np.multiply(x_hat, gamma, out=run.buffer("y", shape, x_hat.dtype))
    y += beta
    return y


def affine_gradients(dy: Array, x_hat: Array, N: int, grads: Params, run: Run) -> None:
    """dγ = Σ dy x̂ and dβ = Σ dy, over all M rows of N samples. dy: (..., M, C)."""
    products = np.multiply(dy, x_hat, out=run.buffer("products", dy.shape, dy.dtype))
    grads["gamma"][...] = total(products, N)[..., 0, :]
    grads["beta"][...] = total(dy, N)[..., 0, :]
