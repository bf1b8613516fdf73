"""Metrics: numbers that say how good predictions are, written for people where the loss is for training.

| kind | value | of | better | a class without rows or predictions |
|---|---|---|---|---|
| accuracy | share of rows with the right class | classes | more | |
| balanced_accuracy | mean recall of the classes that have rows | classes | more | without rows: left out |
| precision | mean over classes of TP / (TP + FP) | classes | more | never predicted: 0 |
| recall | mean over classes of TP / (TP + FN) | classes | more | without rows: 0 |
| f1 | mean over classes of 2 TP / (2 TP + FP + FN) | classes | more | neither: 0 |
| roc_auc | P(score of a member > score of another row) | classes | more | without rows: NaN |
| log_loss | mean of -log p(true class) | classes | less | |
| confusion_matrix | rows by true and predicted class, (C, C) | classes | | zeros |
| rmse | √ mean squared error | numbers | less | |
| mae | mean absolute error | numbers | less | |
| r2 | 1 - squared error / variance of the target | numbers | more | |

Of classes: tasks binary and multiclass, and but for the confusion_matrix multilabel, where each label is a
binary task and the mean over the labels counts; of numbers: regression, counts and distribution.
All follow scikit-learn's definitions: classes are averaged with equal weights (`average="macro"`,
`zero_division=0`; in binary tasks over both classes), regression averages over the outputs. The predicted
class is the most probable one, the first of them on a tie; of two classes the second when p is above
`data.threshold`, 1/2 unless the spec says otherwise.
No rows, or a prediction that is NaN, give NaN, without a warning.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

from mlpcli.kinds import Kinds
from mlpcli.metric.base import Metric, Summary, Task
from mlpcli.metric.head import Head, Measure, above, measures

KINDS = Kinds(
    "mlpcli.metric",
    "accuracy",
    "balanced_accuracy",
    "precision",
    "recall",
    "f1",
    "roc_auc",
    "log_loss",
    "confusion_matrix",
    "rmse",
    "mae",
    "r2",
)

AnyMetric: TypeAlias = Annotated[Metric, KINDS]

__getattr__ = KINDS.attribute


def default_metrics(task: Task) -> tuple[Metric, ...]:
    """The metrics of a spec that names none.

    >>> [metric.kind for metric in default_metrics("regression")]
    ['rmse', 'mae', 'r2']
    """
    defaults: dict[Task, tuple[str, ...]] = {
        "binary": ("accuracy", "f1", "roc_auc"),
        "multiclass": ("accuracy", "f1"),
        "multilabel": ("accuracy", "f1", "roc_auc"),
        "multiple": (),
        "regression": ("rmse", "mae", "r2"),
        "counts": ("rmse", "mae", "r2"),
        "distribution": ("rmse", "mae", "r2"),
    }
    return tuple(cast(Metric, KINDS[kind]()) for kind in defaults[task])


__all__ = [
    "AnyMetric",
    "Head",
    "Measure",
    "Metric",
    "Summary",
    "Task",
    "above",
    "default_metrics",
    "measures",
]
