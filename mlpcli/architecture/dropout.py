"""The dropout layer."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.architecture.base import Layer, Shape, pass_on
from mlpcli.arrays import Array, Backward, Params
from mlpcli.numerics import like
from mlpcli.run import Run


class Dropout(Layer):
    """While training y = x ⊙ μ / (1 - p), with μ_i = 0 with probability p, else 1; in evaluation y = x.

    Dividing while training ("inverted dropout") is the notes' weight scaling at prediction, moved: the
    expectation of y is x in both. Masks are drawn anew for every sample and every update.

    *Source:* Lepetit (dropout, weight scaling); Laurent; Srivastava et al. 2014.

    >>> y, _ = Dropout(rate=0.5).forward({}, np.ones((1, 4)), Run(training=False))
    >>> y.tolist()
    [[1.0, 1.0, 1.0, 1.0]]
    >>> run = Run(training=True, generators=[np.random.default_rng(1)])
    >>> y, _ = Dropout(rate=0.5).forward({}, np.ones((1, 4)), run)
    >>> y.tolist()
    [[2.0, 2.0, 0.0, 2.0]]
    """

    kind: Literal["dropout"] = "dropout"
    rate: float = Field(0.5, ge=0, lt=1, description="p, the probability that a unit is left out")

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's."""
        return input_shape

    def draws(self, input_shape: Shape) -> tuple[int, ...]:
        """One for each unit."""
        return (math.prod(input_shape),)

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, U) -> y of the same shape."""
        if not run.drops:
            return x, pass_on
        shape = (len(run.generators), *x.shape) if run.stacked and x.ndim == 2 else x.shape
        mask = run.uniform("mask", shape, x.dtype)
        np.greater_equal(mask, like(self.rate, x), out=mask, casting="unsafe")
        mask *= like(1 / (1 - self.rate), x)
        y = np.multiply(x, mask, out=run.buffer("y", shape, x.dtype))

        def backward(dy: Array, grads: Params) -> Array:
            return np.multiply(dy, mask, out=dy)

        return y, backward
