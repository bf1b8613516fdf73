"""The layer of powers: polynomial regression when it stands before a linear one."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.architecture.base import Layer, Shape
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Polynomial(Layer):
    """y = (x, x², ..., x^d), the powers of each feature: first all features, then all squares, and so on.

    Backward: dx = Σ_k k x^(k-1) ⊙ dy_k. There are no products of different features. Before `hidden: []` it
    is polynomial regression of degree d; features should be of the order of 1, or high powers overflow.

    *Source:* Lepetit (over- and underfitting with polynomials of degree 1, 2 and 9).

    >>> y, backward = Polynomial(degree=3).forward({}, np.array([[2.0]]), Run())
    >>> y.tolist(), backward(np.array([[1.0, 1.0, 1.0]]), {}).tolist()  # 1 + 2·2 + 3·4
    ([[2.0, 4.0, 8.0]], [[17.0]])
    """

    structural: ClassVar[frozenset[str]] = frozenset({"degree"})
    takes: ClassVar[int | None] = 1

    kind: Literal["polynomial"] = "polynomial"
    degree: int = Field(2, ge=1, le=100, description="d, the highest power")

    def output_shape(self, input_shape: Shape) -> Shape:
        """(I,) -> (I d,)."""
        if len(input_shape) != 1:
            raise ValueError(f"takes features, found the shape {input_shape}; put a flatten before it")
        return (input_shape[0] * self.degree,)

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, I) -> y: (..., N, I d)."""
        I, d = x.shape[-1], self.degree
        y = run.buffer("y", (*x.shape[:-1], I * d), x.dtype)
        y[..., :I] = x
        for k in range(1, d):
            np.multiply(y[..., (k - 1) * I : k * I], x, out=y[..., k * I : (k + 1) * I])

        def backward(dy: Array, grads: Params) -> Array:
            dx = run.buffer("dx", x.shape, x.dtype)
            dx[...] = dy[..., :I]
            for k in range(2, d + 1):
                dx += k * y[..., (k - 2) * I : (k - 1) * I] * dy[..., (k - 1) * I : k * I]
            return dx

        return y, backward
