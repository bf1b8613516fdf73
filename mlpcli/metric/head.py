"""What a network predicts, target by target, and which metrics measure what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric.base import Metric, Summary, Task


@dataclass(frozen=True)
class Head:
    """A target: columns start:stop of y: (N, O). The only one has no name; `classes` are () for numbers.

    Of two classes the second is predicted where its probability is above `threshold`.
    """

    name: str
    task: Task
    start: int
    stop: int
    classes: tuple[Any, ...] = ()
    threshold: float = 0.5

    @property
    def columns(self) -> slice:
        """Its columns of y."""
        return slice(self.start, self.stop)


@dataclass(frozen=True)
class Measure:
    """A metric on one target: `name` is "rmse", or "price.rmse" where there are several targets."""

    metric: Metric
    head: Head

    @property
    def name(self) -> str:
        """The metric's kind behind the target's name."""
        return f"{self.head.name}.{self.metric.kind}" if self.head.name else self.metric.kind

    def summary(self, prediction: Array, target: Array) -> Summary:
        """What the metric has to know of some rows, prediction, target: (..., N, O) those of all targets."""
        columns = self.head.columns
        prediction = prediction[..., columns]
        if self.metric.decides and self.head.threshold != 0.5:
            prediction = above(prediction, self.head.threshold) + 0 * prediction  # NaN stays NaN
        return self.metric.summary_of(self.head.task, prediction, target[..., columns])

    def concluded(self, summaries: Sequence[Summary]) -> Array:
        """The value for all rows: (...)."""
        return self.metric.concluded_of(self.head.task, self.metric.joined(summaries))


def above(probability: Array, threshold: float | Array) -> Array:
    """Where a probability is above the threshold, compared in double precision.

    >>> above(np.array([0.1, 0.3], dtype=np.float32), 0.1).tolist()  # float32's 0.1 is 0.10000000149
    [True, True]
    """
    return np.asarray(probability.astype(np.float64) > threshold)


def measures(metrics: Sequence[Metric], heads: Sequence[Head]) -> list[Measure]:
    """Each metric on each target that it is defined for.

    >>> from mlpcli.metric import Accuracy, Rmse
    >>> heads = [Head("price", "regression", 0, 1), Head("sold", "binary", 1, 2)]
    >>> [measure.name for measure in measures([Rmse(), Accuracy()], heads)]
    ['price.rmse', 'sold.accuracy']
    """
    return [Measure(metric, head) for head in heads for metric in metrics if head.task in metric.tasks]
