"""Rows that belong together stay together, and every part has the classes in nearly equal shares."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.split.base import Partition
from mlpcli.data.split.grouped import Grouped


class StratifiedGroup(Grouped):
    """As `group`, with groups dealt so that each part has its share of every class, as far as they allow.

    Each group goes to the part that lacks its classes most.

    *Source:* Laurent (cross-validation); the greedy rule is that of scikit-learn's StratifiedGroupKFold with
    squared differences.

    >>> split = StratifiedGroup(column="patient", validation=0, test=0.5)
    >>> patients, labels = np.array([1, 1, 2, 2, 3, 3, 4, 4]), np.array([0, 0, 0, 0, 1, 1, 1, 1])
    >>> labels[split.rows(8, labels, patients).test].tolist()
    [0, 0, 1, 1]
    """

    by_class: ClassVar[bool] = True

    kind: Literal["stratified_group"] = "stratified_group"

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """labels: (n,), numbers of the classes from 0 on; keys: (n,) are the groups."""
        if labels is None:
            raise ValueError("a stratified split needs classes")
        return self.kept_together(keys, labels)
