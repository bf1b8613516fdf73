"""What every metric is: a number that says how good predictions are, and which way is better."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from mlpcli.arrays import Array
from mlpcli.component import Component

Summary: TypeAlias = tuple[Array, ...]
"""What a metric has to know of some rows."""

Task: TypeAlias = Literal[
    "regression", "binary", "multiclass", "counts", "distribution", "multilabel", "multiple"
]
"""What is predicted: numbers, one of two classes, one of more, counts, shares that sum to 1, several labels
that are 0 or 1, or several targets, each with a task of its own."""


class Metric(Component):
    """A measure of predictions against targets, for one network or a stack of them.

    `tasks` are the tasks it is defined for, `direction` says whether more or less is better, `scalar` is
    False for metrics that are tables (those are computed at the end, not every epoch), `decides` True for
    those that look at the predicted class alone, not at its probability.

    Rows may come in portions: `summary` says of each what `value` needs, `joined` makes one of several, and
    `concluded` gives the value. Of one portion that is the same, bit for bit, as `value` of its rows.
    """

    tasks: ClassVar[tuple[Task, ...]]
    direction: ClassVar[Literal["max", "min"]]
    scalar: ClassVar[bool] = True
    decides: ClassVar[bool] = False

    kind: str

    def value(self, prediction: Array, target: Array) -> Array:
        """prediction, target: (..., N, O) -> (...), one number a network.

        binary: O = 1, prediction is the probability of the second class, target 0 or 1.
        multiclass: O = C, prediction holds probabilities, target is one-hot.
        regression, counts, distribution: O numbers a row, in the units of the data.
        target may have fewer leading axes than prediction (all replicas share the rows).
        """
        return self.concluded(self.summary(prediction, target))

    @abstractmethod
    def summary(self, prediction: Array, target: Array) -> Summary:
        """What there is to know of these rows, both (..., N, O): sums, unless `joined` says otherwise."""

    def joined(self, summaries: Sequence[Summary]) -> Summary:
        """The summary of all rows from those of the portions, one or more: their sums, term by term."""
        return tuple(np.asarray(sum(terms[1:], terms[0])) for terms in zip(*summaries, strict=True))

    @abstractmethod
    def concluded(self, summary: Summary) -> Array:
        """The value: (...)."""

    def of(self, task: Task, prediction: Array, target: Array) -> Array:
        """`value`, or for several labels its mean over them, each as a binary task: (..., N, O) -> (...)."""
        return self.concluded_of(task, self.summary_of(task, prediction, target))

    def summary_of(self, task: Task, prediction: Array, target: Array) -> Summary:
        """`summary`; of several labels with an axis more."""
        if task == "multilabel":
            prediction, target = (a.swapaxes(-1, -2)[..., None] for a in (prediction, target))
        return self.summary(prediction, target)

    def concluded_of(self, task: Task, summary: Summary) -> Array:
        """`concluded`, or for several labels the mean over them."""
        value = self.concluded(summary)
        return np.asarray(np.add.reduce(value, axis=-1) / value.shape[-1]) if task == "multilabel" else value
