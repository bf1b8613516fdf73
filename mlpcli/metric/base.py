"""What every metric is: a number that says how good predictions are, and which way is better."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from mlpcli.arrays import Array
from mlpcli.component import Component

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
    """

    tasks: ClassVar[tuple[Task, ...]]
    direction: ClassVar[Literal["max", "min"]]
    scalar: ClassVar[bool] = True
    decides: ClassVar[bool] = False

    kind: str

    @abstractmethod
    def value(self, prediction: Array, target: Array) -> Array:
        """prediction, target: (..., N, O) -> (...), one number a network.

        binary: O = 1, prediction is the probability of the second class, target 0 or 1.
        multiclass: O = C, prediction holds probabilities, target is one-hot.
        regression, counts, distribution: O numbers a row, in the units of the data.
        target may have fewer leading axes than prediction (all replicas share the rows).
        """

    def of(self, task: Task, prediction: Array, target: Array) -> Array:
        """`value`, or for several labels its mean over them, each as a binary task: (..., N, O) -> (...)."""
        if task != "multilabel":
            return self.value(prediction, target)
        by_label = self.value(prediction.swapaxes(-1, -2)[..., None], target.swapaxes(-1, -2)[..., None])
        return np.asarray(np.add.reduce(by_label, axis=-1) / prediction.shape[-1])
