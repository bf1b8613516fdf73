"""The share of the target's variance that the prediction explains."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Task


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

    def value(self, prediction: Array, target: Array) -> Array:
        """(..., N, O) -> (...), at most 1."""
        if target.shape[-2] < 2:
            return np.full(prediction.shape[:-2], np.nan)
        # measured from the first row, a constant target is all zeros and its variance exactly 0
        y = np.subtract(target, target[..., :1, :], dtype=np.float64)
        spread = y - counting.mean(y, -2)[..., np.newaxis, :]
        total = np.add.reduce(np.square(spread), axis=-2)
        error = np.add.reduce(np.square(prediction - target), axis=-2, dtype=np.float64)
        unexplained = np.where(total > 0, error, np.sign(error)) / np.where(total > 0, total, 1)
        return counting.mean(1 - unexplained, -1)
