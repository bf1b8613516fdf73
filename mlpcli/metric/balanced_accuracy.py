"""Accuracy with every class counting the same, however few rows it has."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Summary
from mlpcli.metric.counted import Counted


class BalancedAccuracy(Counted):
    """balanced accuracy = mean of TP_c / N_c over the classes c that have rows (N_c > 0).

    It differs from recall only in those classes: recall counts a class without rows as 0, here it is left
    out, so that a perfect prediction always scores 1.

    *Source:* Brodersen et al. 2010; scikit-learn's balanced_accuracy_score.

    >>> import numpy as np
    >>> prediction = np.array([[0.1], [0.2], [0.3], [0.9], [0.4]])  # classes 0, 0, 0, 1, 0
    >>> target = np.array([[0], [0], [0], [1], [1]])
    >>> float(BalancedAccuracy().value(prediction, target))  # (3/3 + 1/2) / 2
    0.75
    """

    kind: Literal["balanced_accuracy"] = "balanced_accuracy"

    def concluded(self, summary: Summary) -> Array:
        """(...), between 0 and 1."""
        (counts,) = summary
        rows = np.add.reduce(counts, axis=-1)
        recalls = counting.share(counting.diagonal(counts), rows)
        return np.asarray(np.add.reduce(recalls, axis=-1) / np.add.reduce(rows > 0, axis=-1))
