"""Half the mean squared error."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.metric.base import Task
from mlpcli.numerics import inner
from mlpcli.run import Run


class HalfSquaredError(Loss):
    """J = 1/N Σ ½ ‖z - y‖², ∂J/∂z = (z - y) / N.

    Half of `mse`: the same optimum, half the gradient, so that a learning rate here is worth half of it
    there. It is, but for a constant, -log p(y) for normal y with mean z and variance 1. The norm sums over
    the outputs; scikit-learn's MLPRegressor divides by their number as well.

    *Source:* Rudi-Gaillard 1 (regression) and 2.2 (least squares).

    >>> import numpy as np
    >>> z, y = np.array([[1.0], [2.0]]), np.array([[0.0], [4.0]])
    >>> J, dz = HalfSquaredError().value_and_gradient(z, y, Run())
    >>> float(J), dz.tolist()
    (1.25, [[0.5], [-1.0]])
    """

    kind: Literal["half_squared_error"] = "half_squared_error"
    tasks: ClassVar[tuple[Task, ...]] = ("regression", "binary", "multiclass")

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        error = np.subtract(z, y, out=run.buffer("dz", z.shape, z.dtype))
        J: Array = inner(error, error) / (2 * N)
        error *= 1 / N
        return J, error

    def sample_values(self, z: Array, y: Array) -> Array:
        """½ ‖z - y‖²: (..., N)."""
        values: Array = np.square(z - y).sum(axis=-1) / 2
        return values
