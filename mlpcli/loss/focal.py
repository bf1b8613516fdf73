"""The focal loss of a softmax over the classes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli import numerics
from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.loss.binary_focal import focal, focal_slope
from mlpcli.mean import Mean
from mlpcli.metric.base import Task
from mlpcli.run import Run


class Focal(Loss):
    """J = 1/N Σ -(1 - p)^γ log p, p = softmax(z) of the true class.

    With r = softmax over the other classes, and the margin u = z(true) - log Σ e^z(others), p is σ(u): the
    loss is `binary_focal` of u, and ∂J/∂z is its slope times e(y) - r. In u nothing cancels as p nears 1.
    γ = 0 is `cross_entropy`. Class weights, which the paper calls α, are `data.class_weights`. It takes no
    label smoothing: what is hard is told by one true class.

    *Source:* Lin, Goyal, Girshick, He, Dollár 2017; beside Laurent (cross-entropy).

    >>> y = np.array([[1.0, 0.0]])
    >>> J, dz = Focal(gamma=1.0).value_and_gradient(np.zeros((1, 2)), y, Run())
    >>> round(float(J), 4), dz.round(4).tolist()  # ½ log 2; ½ (½ + ½ log 2)
    (0.3466, [[-0.4233, 0.4233]])
    """

    kind: Literal["focal"] = "focal"
    tasks: ClassVar[tuple[Task, ...]] = ("multiclass",)
    probabilities: ClassVar[bool] = True
    gamma: float = Field(2.0, ge=0, le=100, description="γ, how much less a row counts that is right already")

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, C) -> J: (...), ∂J/∂z: (..., N, C)."""
        N = z.shape[-2]
        u, r = _margin(z, y)
        J: Array = np.add.reduce(focal(u, self.gamma), axis=(-2, -1)) / N
        dz = np.subtract(y, r, out=run.buffer("dz", z.shape, z.dtype))
        dz *= focal_slope(u, self.gamma)
        dz *= 1 / N
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """-(1 - p)^γ log p: (..., N)."""
        return focal(_margin(z, y)[0], self.gamma)[..., 0]

    def predict(self, z: Array) -> Array:
        """softmax(z): (..., N, C)."""
        p = numerics.log_softmax(z)
        return np.exp(p, out=p)

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Log p: its softmax normalises it."""
        return mean.of_logs(numerics.log_softmax(z))


def _margin(z: Array, y: Array) -> tuple[Array, Array]:
    """u: (..., N, 1), and the softmax over the classes that are not the true one, 0 there: (..., N, C)."""
    true = y > 0.5
    others = np.where(true, -np.inf, z)
    highest = np.maximum.reduce(others, axis=-1, keepdims=True)
    r: Array = np.exp(others - highest)
    total = np.add.reduce(r, axis=-1, keepdims=True)
    r /= total
    of_true = np.add.reduce(np.where(true, z, 0), axis=-1, keepdims=True)
    u: Array = of_true - (highest + np.log(total))
    return u, r
