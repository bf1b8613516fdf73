"""The mean squared error."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.metric.base import Task
from mlpcli.numerics import inner
from mlpcli.run import Run


class Mse(Loss):
    """J = 1/N Σ ‖z - y‖², ∂J/∂z = 2 (z - y) / N.

    The norm sums over the outputs, as in the notes; PyTorch and Keras also divide by the number of outputs
    (the same for one output), scikit-learn and Rudi-Gaillard halve it.

    *Source:* Lepetit (mean squared error); Models-Backprop; Laurent.

    >>> import numpy as np
    >>> J, dz = Mse().value_and_gradient(np.array([[1.0], [2.0]]), np.array([[0.0], [4.0]]), Run())
    >>> float(J), dz.tolist()
    (2.5, [[1.0], [-2.0]])
    """

    kind: Literal["mse"] = "mse"
    tasks: ClassVar[tuple[Task, ...]] = ("regression", "binary", "multiclass", "counts", "distribution")

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        error = np.subtract(z, y, out=run.buffer("dz", z.shape, z.dtype))
        J: Array = inner(error, error) / N
        error *= 2 / N
        return J, error

    def sample_values(self, z: Array, y: Array) -> Array:
        """‖z - y‖²: (..., N)."""
        values: Array = np.square(z - y).sum(axis=-1)
        return values
