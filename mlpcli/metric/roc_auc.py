"""How well the probabilities put the rows of a class above the others."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Task


class RocAuc(Metric):
    """AUC = P(p of a row of the class > p of another row) + P(they are equal) / 2.

    It is the area under the curve of true against false positives. Computed from ranks (Mann-Whitney),
    ties by their middle rank: AUC = (Σ ranks of the n₁ rows of the class - n₁ (n₁ + 1)/2) / (n₁ n₀).
    Multiclass: the mean over the classes, each against the rest. NaN where a class has no rows or all of
    them, for then there is nothing to compare.

    *Source:* Hanley, McNeil 1982; Fawcett 2006, section 7; scikit-learn's roc_auc_score with
    average="macro", multi_class="ovr".

    >>> import numpy as np
    >>> prediction = np.array([[0.1], [0.4], [0.4], [0.8]])
    >>> target = np.array([[0], [0], [1], [1]])
    >>> float(RocAuc().value(prediction, target))  # of the 4 pairs 3 are in order and 1 is a tie
    0.875
    """

    kind: Literal["roc_auc"] = "roc_auc"
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multiclass", "multilabel")
    direction: ClassVar[Literal["max", "min"]] = "max"

    def value(self, prediction: Array, target: Array) -> Array:
        """(..., N, O) -> (...), between 0 and 1, or NaN."""
        p = prediction.swapaxes(-1, -2)
        y = np.broadcast_to(target, prediction.shape).swapaxes(-1, -2)
        order = p.argsort(axis=-1)
        ranks = _mid_ranks(np.take_along_axis(p, order, axis=-1))
        ranks_of_ones = np.take_along_axis(y, order, axis=-1) * ranks
        n1 = np.add.reduce(y, axis=-1, dtype=np.float64)
        pairs = n1 * (y.shape[-1] - n1)
        pairs = np.where(pairs == 0, np.nan, pairs)
        auc = (np.add.reduce(ranks_of_ones, axis=-1) - n1 * (n1 + 1) / 2) / pairs
        return counting.mean(auc, -1) + counting.nan_or_zero(prediction)


def _mid_ranks(ascending: Array) -> Array:
    """Ranks from 1 of sorted numbers (..., N); equal ones share the mean of the places they fill."""
    N = ascending.shape[-1]
    place = np.arange(N, dtype=np.int32 if N < 1 << 30 else np.int64)  # half the memory of many rows
    first = np.ones(ascending.shape, dtype=bool)
    first[..., 1:] = ascending[..., 1:] != ascending[..., :-1]
    last = np.ones(ascending.shape, dtype=bool)
    last[..., :-1] = first[..., 1:]
    begin = np.maximum.accumulate(np.where(first, place, 0), axis=-1)
    end = np.minimum.accumulate(np.where(last, place, N)[..., ::-1], axis=-1)[..., ::-1]
    return (begin + end) / 2 + 1
