"""What every loss is: one number for a batch, its gradient, and the prediction that belongs to it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.component import Component
from mlpcli.mean import Mean
from mlpcli.metric.base import Task
from mlpcli.numerics import like
from mlpcli.run import Run


class Loss(Component):
    """J = mean over the samples of ℓ(z, y), where z is what the network puts out before any link.

    The link (sigmoid, softmax) belongs to the loss, so that value and gradient are computed together in
    the stable form. `tasks` are the tasks whose targets it understands;
    `probabilities` says whether its predictions are such.
    """

    axes: ClassVar[int] = 2
    tasks: ClassVar[tuple[Task, ...]]
    probabilities: ClassVar[bool] = False

    kind: str

    @abstractmethod
    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z: (..., N, O), y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O) in a buffer of run."""

    def weighted_value_and_gradient(self, z: Array, y: Array, w: Array, run: Run) -> tuple[Array, Array]:
        """J = 1/N Σ w ℓ and ∂J/∂z, as above; w: (..., N), of mean 1 over the training rows.

        A row of ∂J/∂z comes from the ℓ of its own sample alone, so its weight scales it.
        """
        _, dz = self.value_and_gradient(z, y, run)
        dz *= w[..., None]
        J: Array = np.add.reduce(self.sample_values(z, y) * w, axis=-1) / z.shape[-2]
        return J, dz

    def of(self, z: Array, y: Array, weights: Array | None, run: Run) -> tuple[Array, Array]:
        """`weighted_value_and_gradient`, or `value_and_gradient` where there are no weights."""
        if weights is None:
            return self.value_and_gradient(z, y, run)
        return self.weighted_value_and_gradient(z, y, weights, run)

    @abstractmethod
    def sample_values(self, z: Array, y: Array) -> Array:
        """ℓ for every sample: (..., N, O) -> (..., N)."""

    def predict(self, z: Array) -> Array:
        """What z says about the target: probabilities for classes, values for numbers. (..., N, O)."""
        return z

    def pooled(self, z: Array, mean: Mean) -> Array:
        """z: (k, N, O) of k networks -> the z: (N, O) whose prediction is the mean of theirs.

        Numbers have one mean, the arithmetic.
        """
        return np.asarray(z.mean(axis=0))


def smoothed(y: Array, epsilon: Scalar, classes: int) -> Array:
    """(1-ε) y + ε / C: every label gives away a little of its certainty, the same to each of C classes.

    *Source:* Szegedy, Vanhoucke, Ioffe, Shlens, Wojna 2016, section 7.

    >>> import numpy as np
    >>> smoothed(np.array([[1.0, 0.0]]), 0.5, 2).tolist()
    [[0.75, 0.25]]
    """
    if isinstance(epsilon, float) and epsilon == 0:  # what it computes is y itself: a pass is saved
        return y
    shared: Array = y * like(1 - epsilon, y) + like(epsilon / classes, y)
    return shared
