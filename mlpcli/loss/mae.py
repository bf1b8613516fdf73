"""The mean absolute error."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.metric.base import Task
from mlpcli.run import Run


class Mae(Loss):
    """J = 1/N Σ |z - y|, summed over the outputs; ∂J/∂z = sign(z - y) / N.

    Its best constant is the median, so single wild targets pull no more than others. At the kink z = y the
    gradient is 0. The gradient does not shrink near the optimum: a learning rate that falls belongs to it.

    *Source:* Koenker, Bassett 1978 (least absolute error); beside the squared error of Lepetit.

    >>> import numpy as np
    >>> z, y = np.array([[1.0], [2.0]]), np.array([[0.0], [5.0]])
    >>> J, dz = Mae().value_and_gradient(z, y, Run())
    >>> float(J), dz.tolist()
    (2.0, [[0.5], [-0.5]])
    """

    kind: Literal["mae"] = "mae"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        error = np.subtract(z, y, out=run.buffer("dz", z.shape, z.dtype))
        J: Array = np.add.reduce(np.abs(error), axis=(-2, -1)) / N
        np.sign(error, out=error)
        error *= 1 / N
        return J, error

    def sample_values(self, z: Array, y: Array) -> Array:
        """Σ |z - y| over the outputs: (..., N)."""
        values: Array = np.abs(z - y).sum(axis=-1)
        return values
