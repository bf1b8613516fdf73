"""The quantile loss, also called pinball loss."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.metric.base import Task
from mlpcli.numerics import like
from mlpcli.run import Run


class Quantile(Loss):
    """J = 1/N Σ max(τ (y - z), (τ-1) (y - z)), summed over the outputs: z learns the τ-quantile of y.

    ∂J/∂z = -τ / N where z < y, (1-τ) / N where z > y, and 0 at the kink z = y. τ = ½ is half of `mae`.
    Quantiles follow the target through its standardization, so τ means the same before and after.

    *Source:* Koenker, Bassett 1978 (regression quantiles); beside the squared error of Lepetit.

    >>> import numpy as np
    >>> z, y = np.array([[1.0], [2.0]]), np.array([[0.0], [6.0]])
    >>> J, dz = Quantile(tau=0.75).value_and_gradient(z, y, Run())
    >>> float(J), dz.tolist()  # (0.25 × 1 + 0.75 × 4) / 2
    (1.625, [[0.125], [-0.375]])
    """

    kind: Literal["quantile"] = "quantile"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)
    tau: float = Field(0.5, gt=0, lt=1, description="τ, the share of the targets that is to lie below z")

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        J: Array = np.add.reduce(self._values(z, y), axis=(-2, -1)) / N
        dz = np.multiply(z > y, like((1 - self.tau) / N, z), out=run.buffer("dz", z.shape, z.dtype))
        dz -= np.multiply(z < y, like(self.tau / N, z))
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """Σ max(τ (y - z), (τ-1) (y - z)) over the outputs: (..., N)."""
        values: Array = self._values(z, y).sum(axis=-1)
        return values

    def _values(self, z: Array, y: Array) -> Array:
        """max(τ (y - z), (τ-1) (y - z)): (..., N, O)."""
        e = y - z
        values: Array = np.maximum(e * like(self.tau, e), e * like(self.tau - 1, e))
        return values
