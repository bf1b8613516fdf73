"""Cross-entropy of a softmax over the classes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.base import Loss, smoothed
from mlpcli.mean import Mean
from mlpcli.metric.base import Task
from mlpcli.numerics import inner, largest
from mlpcli.run import Run


class CrossEntropy(Loss):
    """J = 1/N Σ -log p(class), p = softmax(z); with one-hot targets e(y): ∂J/∂z = (softmax(z) - e(y)) / N.

    Computed as log Σ e^(z - max z) - (z - max z)·y, so neither logarithm nor exponential can overflow. Shares
    that sum to 1 may stand in the place of e(y) (`data.task: distribution`); `kl` is that less their entropy.
    With label smoothing ε the target is (1-ε) y + ε/C, as in PyTorch and Keras.

    *Source:* Laurent (f(x) - e(y)); Lepetit (categorical cross-entropy).

    >>> import numpy as np
    >>> y = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> J, dz = CrossEntropy().value_and_gradient(np.zeros((2, 2)), y, Run())
    >>> round(float(J), 4), dz.tolist()  # J = log 2
    (0.6931, [[-0.25, 0.25], [0.25, -0.25]])
    """

    kind: Literal["cross_entropy"] = "cross_entropy"
    tasks: ClassVar[tuple[Task, ...]] = ("multiclass", "distribution")
    probabilities: ClassVar[bool] = True
    label_smoothing: float = Field(
        0.0, ge=0, lt=1, description="ε, the part of each label that is shared among all C classes"
    )

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, C) -> J: (...), ∂J/∂z: (..., N, C)."""
        N = z.shape[-2]
        y = smoothed(y, self.label_smoothing, y.shape[-1])
        shifted = run.buffer("shifted", z.shape, z.dtype)
        p = run.buffer("dz", z.shape, z.dtype)
        highest = largest(z, run.buffer("turned", (*z.shape[:-2], z.shape[-1], N), z.dtype))
        np.subtract(z, highest, out=shifted)
        np.exp(shifted, out=p)
        total = np.matmul(p, run.filled(1.0, (p.shape[-1], 1), p.dtype))  # Σ e^(z - max z), the fastest way
        p /= total
        J: Array = (np.add.reduce(np.log(total), axis=(-2, -1)) - inner(shifted, y)) / N
        p -= y
        p *= 1 / N
        return J, p

    def sample_values(self, z: Array, y: Array) -> Array:
        """-Σ y log p: (..., N)."""
        y = smoothed(y, self.label_smoothing, y.shape[-1])
        log_p = numerics.log_softmax(z)
        log_p *= y  # in place: a product laid out as y may be would be summed in another order
        return -numerics.total(log_p)[..., 0]

    def predict(self, z: Array) -> Array:
        """softmax(z): (..., N, C)."""
        p = numerics.log_softmax(z)
        return np.exp(p, out=p)

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Log p: its softmax normalises it."""
        return mean.of_logs(numerics.log_softmax(z))
