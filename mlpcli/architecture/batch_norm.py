"""Batch normalization: every feature with mean 0 and variance 1 over the batch."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.normalized import affine, affine_gradients, affine_parameters, rows_of, scaled, total
from mlpcli.arrays import Array, Backward, Params
from mlpcli.initialization.given import Given
from mlpcli.initialization.zeros import Zeros
from mlpcli.numerics import like
from mlpcli.run import Run


class BatchNorm(Layer):
    """y = γ x̂ + β, x̂ = (x - μ) / √(σ² + ε), with μ, σ² of the batch while training, running ones afterwards.

    Feature by feature, with μ = 1/m Σ x and σ² = 1/m Σ (x - μ)² over the m rows of the batch; of images and
    sequences channel by channel (the last axis of their shape), m then counts places of all rows.
    Backward through μ and σ²: dβ = Σ dy, dγ = Σ dy x̂, dx = γ / √(σ² + ε) (dy - dβ/m - x̂ dγ/m).

    With every update mean ← ρ mean + (1 - ρ) μ and variance ← ρ variance + (1 - ρ) σ² m/(m - 1), which are
    what evaluation uses; ρ is `momentum`. PyTorch calls 1 - ρ its momentum (0.1) and corrects the variance
    by m/(m - 1) as well, after Ioffe and Szegedy; Keras' momentum is ρ (0.99), its ε 10⁻³, its variance
    uncorrected. With m = 1 there is no variance to learn of, x̂ is 0 and the running variance stays.

    γ and β have the role of biases: no penalty shrinks them unless it is told to. With `trainable: false` the
    layer computes as in evaluation, and its statistics stay too, as in Keras.

    *Source:* Lepetit (batch normalization); Ioffe, Szegedy 2015 (arXiv:1502.03167).

    >>> layer, x = BatchNorm(momentum=0.5, epsilon=1e-12), np.array([[1.0], [3.0]])
    >>> params = {"gamma": np.array([2.0]), "beta": np.array([1.0])}
    >>> params |= {"mean": np.zeros(1), "variance": np.ones(1)}
    >>> y, backward = layer.forward(params, x, Run(training=True))
    >>> y.round(6).tolist()  # μ = 2, σ² = 1
    [[-1.0], [3.0]]
    >>> grads = {"gamma": np.zeros(1), "beta": np.zeros(1)}
    >>> dx = backward(np.array([[1.0], [0.0]]), grads)
    >>> grads["gamma"].round(6).tolist(), grads["beta"].tolist()  # 1·(-1) + 0·1, 1 + 0
    ([-1.0], [1.0])
    >>> params["mean"].tolist(), params["variance"].tolist()  # (0 + 2) / 2 and (1 + 1·2/1) / 2
    ([1.0], [1.5])
    """

    kind: Literal["batch_norm"] = "batch_norm"
    momentum: float = Field(
        0.9, ge=0, lt=1, description="ρ, what running mean and variance keep of themselves at an update"
    )
    epsilon: float = Field(1e-5, ge=1e-12, le=1, description="ε, added to the variance")

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's."""
        return input_shape

    @property
    def mixes_rows(self) -> bool:
        """The batch's mean and variance are those of all its rows."""
        return self.trainable

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """γ and β: (C,), and the running mean and variance: (C,)."""
        C = input_shape[-1]
        mean = Parameter("mean", (C,), "statistics", Zeros(), C, C)
        variance = Parameter("variance", (C,), "statistics", Given(values=(1.0,) * C), C, C)
        return (*affine_parameters(C), mean, variance)

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, U) -> y of the same shape."""
        rows = rows_of(x, params)
        if not (run.training and self.trainable):
            return self._with_running(params, x, rows, run)
        m, N = rows.shape[-2], x.shape[-2]
        mean = total(rows, N) / m
        centred = np.subtract(rows, mean, out=run.buffer("centred", rows.shape, rows.dtype))
        squares = np.multiply(centred, centred, out=run.buffer("squares", rows.shape, rows.dtype))
        variance = total(squares, N) / m
        inverse = 1 / np.sqrt(variance + like(self.epsilon, rows))
        x_hat = scaled(centred, inverse, run)
        y = affine(params, x_hat, run)

        def backward(dy: Array, grads: Params) -> Array:
            self._learn(params, mean, variance, m)  # only now: a batch may be given up between the passes
            d = rows_of(dy, params)
            affine_gradients(d, x_hat, N, grads, run)
            if not run.needs_dx:
                return dy
            gamma = params["gamma"][..., None, :]
            work = run.buffer("products", d.shape, d.dtype)
            drift = np.multiply(x_hat, grads["gamma"][..., None, :] / m, out=work)
            drift += grads["beta"][..., None, :] / m
            dx: Array = np.subtract(d, drift, out=run.buffer("dx", d.shape, d.dtype))
            dx *= gamma * inverse
            return dx.reshape(dy.shape)

        return y.reshape(*y.shape[:-2], *x.shape[-2:]), backward

    def _learn(self, params: Params, mean: Array, variance: Array, m: int) -> None:
        """Moves the running statistics, (..., C), in place."""
        keep, take = like(self.momentum, mean), like(1 - self.momentum, mean)
        news = [("mean", mean)] if m == 1 else [("mean", mean), ("variance", variance * (m / (m - 1)))]
        for name, new in news:
            running = params[name][..., None, :]  # a view
            running *= keep
            running += take * new

    def _with_running(self, params: Params, x: Array, rows: Array, run: Run) -> tuple[Array, Backward]:
        """The affine map that running mean and variance make of the layer."""
        mean, variance = params["mean"][..., None, :], params["variance"][..., None, :]
        inverse = 1 / np.sqrt(variance + like(self.epsilon, rows))
        shape = np.broadcast_shapes(rows.shape, mean.shape)
        centred = np.subtract(rows, mean, out=run.buffer("centred", shape, rows.dtype))
        x_hat = scaled(centred, inverse, run)
        y = affine(params, x_hat, run)

        def backward(dy: Array, grads: Params) -> Array:
            d = rows_of(dy, params)
            affine_gradients(d, x_hat, dy.shape[-2], grads, run)
            gamma = params["gamma"][..., None, :]
            dx: Array = np.multiply(d, gamma * inverse, out=run.buffer("dx", d.shape, d.dtype))
            return dx.reshape(dy.shape)

        return y.reshape(*y.shape[:-2], *x.shape[-2:]), backward
