"""Cross-entropy of sigmoid outputs, usually one: logistic regression on top of the last layer."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.base import Loss, smoothed
from mlpcli.mean import Mean
from mlpcli.metric.base import Task
from mlpcli.run import Run


class BinaryCrossEntropy(Loss):
    """J = 1/N Σ [log(1 + e^z) - y z] for y in {0, 1}, which is -log p(y) with p(1) = σ(z).

    ∂J/∂z = (σ(z) - y) / N. Written in z, the logarithm never meets zero: no z overflows.
    With label smoothing ε the target is (1-ε) y + ε/2, as in Keras.
    Several labels are as many independent sigmoids, their losses summed; PyTorch and Keras take the mean.

    *Source:* Rudi-Gaillard 2.2 and 2.3 (z (1-σ) and (1-z) σ there); Laurent (binary cross-entropy).

    >>> import numpy as np
    >>> J, dz = BinaryCrossEntropy().value_and_gradient(np.zeros((2, 1)), np.array([[0.0], [1.0]]), Run())
    >>> round(float(J), 4), dz.tolist()  # J = log 2
    (0.6931, [[0.25], [-0.25]])
    """

    kind: Literal["binary_cross_entropy"] = "binary_cross_entropy"
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multilabel")
    probabilities: ClassVar[bool] = True
    label_smoothing: float = Field(
        0.0, ge=0, lt=1, description="ε, the part of each label that is shared among both classes"
    )

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        y = smoothed(y, self.label_smoothing, 2)
        J: Array = np.add.reduce(numerics.softplus(z) - y * z, axis=(-2, -1)) / N
        dz = numerics.sigmoid(z, out=run.buffer("dz", z.shape, z.dtype))
        dz -= y
        dz *= 1 / N
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """log(1 + e^z) - y z, summed over the outputs: (..., N)."""
        y = smoothed(y, self.label_smoothing, 2)
        values: Array = (numerics.softplus(z) - y * z).sum(axis=-1)
        return values

    def predict(self, z: Array) -> Array:
        """p(1) = σ(z)."""
        return numerics.sigmoid(z)

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Log p(1) - log p(0), each column for itself."""
        return mean.of_logs(-numerics.softplus(-z)) - mean.of_logs(-numerics.softplus(z))
