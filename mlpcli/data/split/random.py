"""Rows divided at random."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.split.base import Partition, folded, sizes
from mlpcli.data.split.drawn import Drawn


class Random(Drawn):
    """Every row is as likely as any other to be in a part.

    Sizes: n · fraction to the nearest whole number, a half to the even one; the rest is for training.

    *Source:* Lepetit (training, validation and test set).

    >>> parts = Random(validation=0.2, test=0.2).rows(10, None)
    >>> len(parts.train), len(parts.validation), len(parts.test)
    (6, 2, 2)
    """

    kind: Literal["random"] = "random"

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """Divides n rows; the labels do not matter."""
        validation, test = sizes(n, self.watched, self.test)
        order = np.random.default_rng(self.seed).permutation(n)
        tested, watched, learned = np.split(order, [test, test + validation])
        if self.folds:
            learned, watched = folded(learned, self.fold, self.folds)
        return Partition(train=np.sort(learned), validation=np.sort(watched), test=np.sort(tested))
