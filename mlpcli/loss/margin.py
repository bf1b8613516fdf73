"""What the losses on labels ±1 have in common: a function φ of the margin."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.mean import Mean
from mlpcli.metric.base import Task
from mlpcli.run import Run


class MarginLoss(Loss):
    """J = 1/N Σ φ(u), u = s z, with s = 2 y - 1 the label ±1 of y in {0, 1}; ∂J/∂z = s φ'(u) / N.

    u > 0 means that the sign of z is right. The prediction is σ(z): above one half where z > 0.

    *Source:* Rudi-Gaillard 1 (classification, φ there).
    """

    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multilabel")
    probabilities: ClassVar[bool] = True

    @abstractmethod
    def of_margin(self, u: Array) -> Array:
        """φ(u), entry by entry."""

    @abstractmethod
    def slope(self, u: Array) -> Array:
        """φ'(u), entry by entry."""

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        s = 2 * y - 1
        u = s * z
        J: Array = np.add.reduce(self.of_margin(u), axis=(-2, -1)) / N
        dz = np.multiply(self.slope(u), s, out=run.buffer("dz", z.shape, z.dtype))
        dz *= 1 / N
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """φ(u), summed over the outputs: (..., N)."""
        values: Array = self.of_margin((2 * y - 1) * z).sum(axis=-1)
        return values

    def predict(self, z: Array) -> Array:
        """σ(z), in [0, 1]."""
        return numerics.sigmoid(z)

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Log p(1) - log p(0), each column for itself."""
        return mean.of_logs(-numerics.softplus(-z)) - mean.of_logs(-numerics.softplus(z))
