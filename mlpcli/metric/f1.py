"""The harmonic mean of precision and recall, class by class, then the mean over the classes."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Summary
from mlpcli.metric.counted import Counted


class F1(Counted):
    """F1 = mean over the classes of 2 TP_c / (2 TP_c + FP_c + FN_c).

    A class with neither rows nor predictions counts as 0. In a binary task the mean is over both classes;
    the F1 of the second class alone, which other tools may mean, can be larger or smaller.

    *Source:* van Rijsbergen 1979, chapter 7; Sokolova, Lapalme 2009, table 3 (but there the macro average is
    the F1 of mean precision and mean recall); scikit-learn's f1_score with average="macro", zero_division=0.

    >>> import numpy as np
    >>> prediction = np.array([[0.1], [0.7], [0.9], [0.4]])  # classes 0, 1, 1, 0
    >>> target = np.array([[0], [0], [1], [0]])
    >>> round(float(F1().value(prediction, target)), 4)  # (4/5 + 2/3) / 2
    0.7333
    """

    kind: Literal["f1"] = "f1"

    def concluded(self, summary: Summary) -> Array:
        """(...), between 0 and 1."""
        (counts,) = summary
        rows, predicted = np.add.reduce(counts, axis=-1), np.add.reduce(counts, axis=-2)
        return counting.mean(counting.share(2 * counting.diagonal(counts), rows + predicted), -1)
