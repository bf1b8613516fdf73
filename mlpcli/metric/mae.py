"""The size of a typical error, every error weighing by its size; in the units of the target."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task


class Mae(Metric):
    """MAE = 1/N Σ |ŷ - y|, for each output; of several outputs the mean.

    Never above rmse, and less moved by a few rows that are far off.

    *Source:* Willmott, Matsuura 2005, equation 1; scikit-learn's mean_absolute_error.

    >>> import numpy as np
    >>> prediction, target = np.array([[3.0], [5.0]]), np.array([[2.0], [-2.0]])
    >>> float(Mae().value(prediction, target))  # (1 + 7) / 2
    4.0
    """

    kind: Literal["mae"] = "mae"
    tasks: ClassVar[tuple[Task, ...]] = ("regression", "counts", "distribution")
    direction: ClassVar[Literal["max", "min"]] = "min"

    def summary(self, prediction: Array, target: Array) -> Summary:
        """Σ |ŷ - y|: (..., O), and the rows."""
        return counting.total(np.abs(prediction - target), -2)

    def concluded(self, summary: Summary) -> Array:
        """(...), from 0 up."""
        return counting.mean(counting.quotient(*summary), -1)
