"""Of the rows said to be of a class, how many are: the mean over the classes."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Summary
from mlpcli.metric.counted import Counted


class Precision(Counted):
    """precision = mean over the classes of TP_c / (TP_c + FP_c).

    A class that is never predicted counts as 0. In a binary task the mean is over both classes.

    *Source:* Sokolova, Lapalme 2009, table 3 (macro-averaging); scikit-learn's precision_score with
    average="macro", zero_division=0.

    >>> import numpy as np
    >>> prediction = np.array([[0.1], [0.2], [0.3], [0.9], [0.4]])  # classes 0, 0, 0, 1, 0
    >>> target = np.array([[0], [0], [0], [1], [1]])
    >>> float(Precision().value(prediction, target))  # (3/4 + 1/1) / 2
    0.875
    """

    kind: Literal["precision"] = "precision"

    def concluded(self, summary: Summary) -> Array:
        """(...), between 0 and 1."""
        (counts,) = summary
        predicted = np.add.reduce(counts, axis=-2)
        return counting.mean(counting.share(counting.diagonal(counts), predicted), -1)
