"""The size of a typical error, large errors weighing more; in the units of the target."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task


class Rmse(Metric):
    """RMSE = √(1/N Σ (ŷ - y)²), for each output; of several outputs the mean.

    The root is taken before the mean over the outputs.

    *Source:* Willmott, Matsuura 2005, equation 2; scikit-learn's root_mean_squared_error.

    >>> import numpy as np
    >>> prediction, target = np.array([[3.0], [5.0]]), np.array([[2.0], [-2.0]])
    >>> float(Rmse().value(prediction, target))  # √((1 + 49) / 2)
    5.0
    """

    kind: Literal["rmse"] = "rmse"
    tasks: ClassVar[tuple[Task, ...]] = ("regression", "counts", "distribution")
    direction: ClassVar[Literal["max", "min"]] = "min"

    def summary(self, prediction: Array, target: Array) -> Summary:
        """Σ (ŷ - y)²: (..., O), and the rows."""
        return counting.total(np.square(prediction - target), -2)

    def concluded(self, summary: Summary) -> Array:
        """(...), from 0 up."""
        return counting.mean(np.sqrt(counting.quotient(*summary)), -1)
