"""Layer normalization: the features of every sample with mean 0 and variance 1."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.normalized import affine, affine_gradients, affine_parameters, rows_of, scaled
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import like
from mlpcli.run import Run


class LayerNorm(Layer):
    """y = γ x̂ + β, x̂ = (x - μ) / √(σ² + ε), with μ and σ² over the C features of the sample itself.

    μ = 1/C Σ x and σ² = 1/C Σ (x - μ)²: the same in training and evaluation, whatever the other rows are.
    They go over the last axis of the logical shape: all features of a row, those of one step of a sequence,
    the channels at one place of an image; so do PyTorch's LayerNorm(C) and Keras' with its default axis.
    Ba et al. take all units of the layer, which for images is another number. Keras' ε is 10⁻³.
    Backward, with dx̂ = γ dy: dx = (dx̂ - 1/C Σ dx̂ - x̂ 1/C Σ dx̂ x̂) / √(σ² + ε).

    γ and β have the role of biases: no penalty shrinks them unless it is told to.

    *Source:* Ba, Kiros, Hinton 2016 (arXiv:1607.06450).

    >>> params = {"gamma": np.ones(2), "beta": np.zeros(2)}
    >>> y, _ = LayerNorm(epsilon=1e-12).forward(params, np.array([[1.0, 3.0], [5.0, 1.0]]), Run())
    >>> y.round(6).tolist()
    [[-1.0, 1.0], [1.0, -1.0]]
    """

    kind: Literal["layer_norm"] = "layer_norm"
    epsilon: float = Field(1e-5, ge=1e-12, le=1, description="ε, added to the variance")

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """γ and β: (C,)."""
        return affine_parameters(input_shape[-1])

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, U) -> y of the same shape."""
        rows = rows_of(x, params)
        C, N = rows.shape[-1], x.shape[-2]
        mean = np.add.reduce(rows, axis=-1, keepdims=True) / C
        centred = np.subtract(rows, mean, out=run.buffer("centred", rows.shape, rows.dtype))
        squares = np.multiply(centred, centred, out=run.buffer("squares", rows.shape, rows.dtype))
        variance = np.add.reduce(squares, axis=-1, keepdims=True) / C
        inverse = 1 / np.sqrt(variance + like(self.epsilon, rows))
        x_hat = scaled(centred, inverse, run)
        y = affine(params, x_hat, run)

        def backward(dy: Array, grads: Params) -> Array:
            d = rows_of(dy, params)
            affine_gradients(d, x_hat, N, grads, run)
            if not run.needs_dx:
                return dy
            dx = np.multiply(d, params["gamma"][..., None, :], out=run.buffer("dx", d.shape, d.dtype))
            along = np.multiply(dx, x_hat, out=run.buffer("along", d.shape, d.dtype))
            slope = np.add.reduce(along, axis=-1, keepdims=True) / C
            dx -= np.add.reduce(dx, axis=-1, keepdims=True) / C
            dx -= np.multiply(x_hat, slope, out=along)
            dx *= inverse
            return dx.reshape(dy.shape)

        return y.reshape(*y.shape[:-2], *x.shape[-2:]), backward
