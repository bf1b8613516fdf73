"""Which classes are taken for which."""

from __future__ import annotations

from typing import ClassVar, Literal

from mlpcli.arrays import Array
from mlpcli.metric.base import Summary, Task
from mlpcli.metric.counted import Counted


class ConfusionMatrix(Counted):
    """M[i, j] = number of rows of class i that are predicted as class j.

    The diagonal holds the right ones. A table and no single number, so it is computed at the end only.

    *Source:* Fawcett 2006, figure 1 (its axes are swapped); scikit-learn's confusion_matrix.

    >>> import numpy as np
    >>> prediction = np.array([[0.1], [0.7], [0.9], [0.4]])  # classes 0, 1, 1, 0
    >>> target = np.array([[0], [0], [1], [0]])
    >>> ConfusionMatrix().value(prediction, target).astype(int).tolist()
    [[2, 1], [0, 1]]
    """

    kind: Literal["confusion_matrix"] = "confusion_matrix"
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multiclass")
    scalar: ClassVar[bool] = False

    def concluded(self, summary: Summary) -> Array:
        """(..., C, C), whole numbers as floats; a row of it is a true class."""
        return summary[0]
