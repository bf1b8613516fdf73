"""The share of the target's variance that the prediction explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task


class R2(Metric):
    """R² = 1 - Σ (ŷ - y)² / Σ (y - mean of y)², for each output; of several outputs the mean.

    1 is perfect, 0 as good as predicting the mean of these rows, below 0 worse than that. Where the target
    is constant the ratio has no meaning: 1 for a perfect prediction, else 0. NaN for fewer than two rows.

    *Source:* Wright 1921 (coefficient of determination); scikit-learn's r2_score, also for constants.

    >>> import numpy as np
    >>> prediction, target = np.array([[1.0], [2.0], [2.0]]), np.array([[1.0], [2.0], [3.0]])
    >>> float(R2().value(prediction, target))  # 1 - 1/2
    0.5
    """

    kind: Literal["r2"] = "r2"
    tasks: ClassVar[tuple[Task, ...]] = ("regression", "counts", "distribution")
    direction: ClassVar[Literal["max", "min"]] = "max"

    def summary(self, prediction: Array, target: Array) -> Summary:
        """Σ (ŷ - y)², Σ (y - mean)² and the mean: (..., O), and the rows."""
        # measured from the first row, a constant target is all zeros and its variance exactly 0
        first = target[..., :1, :].astype(np.float64)
        y = np.subtract(target, first, dtype=np.float64)
        mean = counting.mean(y, -2)[..., np.newaxis, :]
        spread = np.add.reduce(np.square(y - mean), axis=-2)
        error = np.add.reduce(np.square(prediction - target), axis=-2, dtype=np.float64)
        return error, spread, np.add.reduce(first + mean, axis=-2), np.asarray(target.shape[-2])

    def joined(self, summaries: Sequence[Summary]) -> Summary:
        """Portions with means of their own: Σ (y - mean)² grows by n m / (n + m) (difference of the means)².

        *Source:* Chan, Golub, LeVeque 1979, equation 2.1.
        """
        error, spread, mean, n = summaries[0]
        for more, other, its, m in summaries[1:]:
            apart = its - mean
            error, spread = error + more, spread + other + np.square(apart) * (n * m / (n + m))
            mean, n = mean + apart * (m / (n + m)), n + m
        return error, spread, mean, n

    def concluded(self, summary: Summary) -> Array:
        """(...), at most 1."""
        error, total, _, N = summary
        if N < 2:
            return np.full(error.shape[:-1], np.nan)
        unexplained = np.where(total > 0, error, np.sign(error)) / np.where(total > 0, total, 1)
        return counting.mean(1 - unexplained, -1)
