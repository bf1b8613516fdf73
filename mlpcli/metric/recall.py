"""Of the rows of a class, how many are found: the mean over the classes."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Summary
from mlpcli.metric.counted import Counted


class Recall(Counted):
    """recall = mean over the classes of TP_c / (TP_c + FN_c).

    A class without rows counts as 0 (balanced_accuracy leaves it out). In a binary task the mean is over
    both classes.

    *Source:* Sokolova, Lapalme 2009, table 3 (macro-averaging); scikit-learn's recall_score with
    average="macro", zero_division=0 and all classes as labels.

    >>> import numpy as np
    >>> prediction = np.array([[0.1], [0.2], [0.3], [0.9], [0.4]])  # classes 0, 0, 0, 1, 0
    >>> target = np.array([[0], [0], [0], [1], [1]])
    >>> float(Recall().value(prediction, target))  # (3/3 + 1/2) / 2
    0.75
    """

    kind: Literal["recall"] = "recall"

    def concluded(self, summary: Summary) -> Array:
        """(...), between 0 and 1."""
        (counts,) = summary
        rows = np.add.reduce(counts, axis=-1)
        return counting.mean(counting.share(counting.diagonal(counts), rows), -1)
