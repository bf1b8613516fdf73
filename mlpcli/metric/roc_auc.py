"""How well the probabilities put the rows of a class above the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task

PIECE = 100_000
"""Rows whose places are looked up together."""

_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


class RocAuc(Metric):
    """AUC = P(p of a row of the class > p of another row) + P(they are equal) / 2.

    It is the area under the curve of true against false positives. Computed from places (Mann-Whitney):
    AUC = Σ (number of others below + number of others not above) / 2 / (n₁ n₀), the sum over the n₁ rows of
    the class, whose places among the n₀ others are found in sorted order; it is a whole number, so exact.
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

    def summary(self, prediction: Array, target: Array) -> Summary:
        """The probabilities, and who is a member, as order needs all of them: both (..., N, O)."""
        return prediction, target > 0.5

    def joined(self, summaries: Sequence[Summary]) -> Summary:
        """Those of the portions one behind the other: nothing is copied."""
        return tuple(array for summary in summaries for array in summary)

    def concluded(self, summary: Summary) -> Array:
        """(...), between 0 and 1, or NaN."""
        p = summary[::2]
        member = [np.broadcast_to(y, own.shape) for own, y in zip(p, summary[1::2], strict=True)]
        auc = np.empty((*p[0].shape[:-2], p[0].shape[-1]))
        for *replica, c in np.ndindex(auc.shape):
            column = (*replica, slice(None), c)
            auc[(*replica, c)] = _area([own[column] for own in p], [y[column] for y in member])
        return counting.mean(auc, -1) + sum(map(counting.nan_or_zero, p))


def _area(p: Sequence[Array], member: Sequence[Array]) -> float:
    """The share of pairs in order, of which p: (n,) of each portion makes N; by sorting both sides alone."""
    ones = np.concatenate([own[y] for own, y in zip(p, member, strict=True)])
    others = np.concatenate([own[~y] for own, y in zip(p, member, strict=True)])
    if not len(ones) or not len(others):
        return math.nan
    ones.sort()
    others.sort()
    twice = 0
    for start in range(0, len(ones), PIECE):
        piece = ones[start : start + PIECE]
        for side in _SIDES:
            twice += int(np.searchsorted(others, piece, side).sum())
    return twice / 2 / (len(ones) * len(others))
