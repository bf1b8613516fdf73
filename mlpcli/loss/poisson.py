"""The Poisson likelihood of counts."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss.base import Loss
from mlpcli.mean import Mean
from mlpcli.mean.arithmetic import Arithmetic
from mlpcli.metric.base import Task
from mlpcli.run import Run

STEEPEST = 30.0
"""The z up to which the rate is e^z; beyond (rates over 10^13) it goes on as a straight line."""


class Poisson(Loss):
    """J = 1/N Σ (e^z - y z), summed over the outputs; ∂J/∂z = (e^z - y) / N: z is the log of the rate.

    The negative log-likelihood of y ~ Poisson(e^z) without log y!, which no weight changes, as in PyTorch
    (`PoissonNLLLoss`); scikit-learn reports the deviance, twice the distance from the perfect rate y. Counts
    are not standardized: `data.task: counts` reads them as they are. For z > 30 the exponential is continued
    by its tangent, so a wild z gives a large finite gradient. The prediction is the rate.

    *Source:* Nelder, Wedderburn 1972 (generalized linear models); beside Rudi-Gaillard 2.2 (likelihoods).

    >>> z, y = np.array([[0.0], [0.0]]), np.array([[0.0], [3.0]])
    >>> J, dz = Poisson().value_and_gradient(z, y, Run())
    >>> float(J), dz.tolist()  # e^0 - y 0 = 1 for both
    (1.0, [[0.5], [-1.0]])
    """

    kind: Literal["poisson"] = "poisson"
    tasks: ClassVar[tuple[Task, ...]] = ("counts",)

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        N = z.shape[-2]
        dz = np.minimum(z, STEEPEST, out=run.buffer("dz", z.shape, z.dtype))
        np.exp(dz, out=dz)
        J: Array = np.add.reduce(_values(dz, z, y), axis=(-2, -1)) / N
        dz -= y
        dz *= 1 / N
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """Σ (e^z - y z) over the outputs: (..., N)."""
        values: Array = _values(self.predict(z), z, y).sum(axis=-1)
        return values

    def predict(self, z: Array) -> Array:
        """The rate e^z."""
        return np.exp(np.minimum(z, STEEPEST))

    def pooled(self, z: Array, mean: Mean) -> Array:
        """The log of the arithmetic mean of the rates: rates are numbers."""
        return Arithmetic().of_logs(np.minimum(z, STEEPEST))


def _values(rate: Array, z: Array, y: Array) -> Array:
    """Entry by entry rate - y z, the rate continued by its tangent: (..., N, O)."""
    values: Array = rate * (1 + np.maximum(z - STEEPEST, 0)) - y * z
    return values
