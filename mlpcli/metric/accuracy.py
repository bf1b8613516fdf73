"""The share of rows with the right class."""

from __future__ import annotations

from typing import ClassVar, Literal

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task


class Accuracy(Metric):
    """accuracy = 1/N Σ [predicted class = true class].

    Says little where one class is rare: always naming the common one already scores its share of the rows.
    There, look at balanced_accuracy or f1.

    *Source:* Sokolova, Lapalme 2009, table 2; scikit-learn's accuracy_score.

    >>> import numpy as np
    >>> prediction = np.array([[0.7, 0.3], [0.6, 0.4], [0.1, 0.9], [0.8, 0.2]])  # classes 0, 0, 1, 0
    >>> target = np.array([[1, 0], [0, 1], [0, 1], [1, 0]])  # classes 0, 1, 1, 0
    >>> float(Accuracy().value(prediction, target))  # 3 of 4
    0.75
    """

    kind: Literal["accuracy"] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multiclass", "multilabel")
    direction: ClassVar[Literal["max", "min"]] = "max"
    decides: ClassVar[bool] = True

    def summary(self, prediction: Array, target: Array) -> Summary:
        """Rows that are right: (...), and all rows."""
        right = counting.labels(prediction) == counting.labels(target)
        total, N = counting.total(right, -1)
        return total + counting.nan_or_zero(prediction), N

    def concluded(self, summary: Summary) -> Array:
        """(...), between 0 and 1."""
        return counting.quotient(*summary)
