"""The Kullback-Leibler divergence from a given distribution."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.mean import Mean
from mlpcli.metric.base import Task
from mlpcli.run import Run


class Kl(Loss):
    """J = 1/N Σ Σ_c y_c log(y_c / p_c), p = softmax(z); ∂J/∂z = (softmax(z) - y) / N.

    The targets of a row are shares that sum to 1, read by `data.task: distribution`; 0 log 0 counts as 0.
    `cross_entropy` has the same gradient and differs by the entropy of y: here a perfect prediction costs 0.
    PyTorch's `KLDivLoss(reduction="batchmean")` takes log p in the place of z.

    *Source:* Kullback, Leibler 1951; beside Laurent (cross-entropy).

    >>> y = np.array([[0.5, 0.5], [1.0, 0.0]])
    >>> J, dz = Kl().value_and_gradient(np.zeros((2, 2)), y, Run())
    >>> round(float(J), 4), dz.tolist()  # (0 + log 2) / 2
    (0.3466, [[0.0, 0.0], [-0.25, 0.25]])
    """

    kind: Literal["kl"] = "kl"
    tasks: ClassVar[tuple[Task, ...]] = ("distribution",)
    probabilities: ClassVar[bool] = True

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, C) -> J: (...), ∂J/∂z: (..., N, C)."""
        N = z.shape[-2]
        log_p = numerics.log_softmax(z)
        J: Array = np.add.reduce(_values(log_p, y), axis=(-2, -1)) / N
        dz = np.exp(log_p, out=run.buffer("dz", z.shape, z.dtype))
        dz -= y
        dz *= 1 / N
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """Σ y log(y / p) over the outputs: (..., N)."""
        values: Array = _values(numerics.log_softmax(z), y).sum(axis=-1)
        return values

    def predict(self, z: Array) -> Array:
        """softmax(z): (..., N, C)."""
        p = numerics.log_softmax(z)
        return np.exp(p, out=p)

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Log p: its softmax normalises it."""
        return mean.of_logs(numerics.log_softmax(z))


def _values(log_p: Array, y: Array) -> Array:
    """Entry by entry y (log y - log p), and 0 where y is 0: (..., N, C)."""
    log_y = np.log(np.where(y > 0, y, 1))
    values: Array = y * (log_y - log_p)
    return values
