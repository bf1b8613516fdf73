"""Huber's loss: squared near zero, absolute beyond."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.metric.base import Task
from mlpcli.numerics import like
from mlpcli.run import Run


class Huber(Loss):
    """With e = z - y and c = e clipped to ±δ: J = 1/N Σ c (e - c/2), summed over the outputs; ∂J/∂z = c / N.

    That is ½ e² where |e| ≤ δ and δ (|e| - δ/2) beyond, as in PyTorch (`HuberLoss`) and Keras. The gradient
    is continuous, and no sample pulls with more than δ. δ counts in the standard deviations of the target
    that z is measured in.

    *Source:* Huber 1964; beside the squared error of Rudi-Gaillard (½) and Lepetit.

    >>> import numpy as np
    >>> z, y = np.array([[1.0], [2.0]]), np.array([[0.0], [6.0]])
    >>> J, dz = Huber(delta=2.0).value_and_gradient(z, y, Run())
    >>> float(J), dz.tolist()  # (½ 1² + 2 (4 - 1)) / 2
    (3.25, [[0.5], [-1.0]])
    """

    kind: Literal["huber"] = "huber"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)
    delta: float = Field(1.0, gt=0, description="δ, the error at which the square turns into a line")

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        values, c = self._values(z, y)
        J: Array = np.add.reduce(values, axis=(-2, -1)) / N
        return J, np.multiply(c, 1 / N, out=run.buffer("dz", z.shape, z.dtype))

    def sample_values(self, z: Array, y: Array) -> Array:
        """Σ c (e - c/2) over the outputs: (..., N)."""
        values: Array = self._values(z, y)[0].sum(axis=-1)
        return values

    def _values(self, z: Array, y: Array) -> tuple[Array, Array]:
        """Entry by entry, c (e - c/2) and c: (..., N, O)."""
        e = z - y
        delta = like(self.delta, e)
        c: Array = np.clip(e, -delta, delta)
        e -= c / 2
        e *= c
        return e, c
