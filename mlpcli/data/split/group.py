"""Rows that belong together stay together."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.split.base import Partition
from mlpcli.data.split.grouped import Grouped


class Group(Grouped):
    """Rows with equal cells in a column (one patient, one customer) are all in the same part.

    Otherwise a network that remembers the patient is judged by rows that it knows the answer of. Groups are
    dealt in an order drawn from the seed, each to the part that lacks it most, so sizes are met as nearly as
    whole groups allow; shares are of rows, not of groups. Folds are dealt from the largest group on.

    *Source:* Laurent (cross-validation); the greedy rule is that of scikit-learn's StratifiedGroupKFold with
    squared differences.

    >>> split = Group(column="patient", validation=0, test=0.5)
    >>> parts = split.rows(6, None, np.array([7, 7, 8, 8, 8, 7]))
    >>> sorted([parts.train.tolist(), parts.test.tolist()])
    [[0, 1, 5], [2, 3, 4]]
    """

    kind: Literal["group"] = "group"

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """keys: (n,) are the groups; the labels do not matter."""
        return self.kept_together(keys, np.zeros(n, np.intp))
