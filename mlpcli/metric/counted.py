"""What the metrics have in common that need only know how often each class was taken for which."""

from __future__ import annotations

from typing import ClassVar, Literal

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task


class Counted(Metric):
    """A number, or a table, made of the confusion matrix."""

    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multiclass", "multilabel")
    direction: ClassVar[Literal["max", "min"]] = "max"
    decides: ClassVar[bool] = True

    def summary(self, prediction: Array, target: Array) -> Summary:
        """The confusion matrix: (..., C, C)."""
        return (counting.confusion(prediction, target),)
