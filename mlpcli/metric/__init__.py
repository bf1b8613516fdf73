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

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.metric.accuracy import Accuracy
from mlpcli.metric.balanced_accuracy import BalancedAccuracy
from mlpcli.metric.base import Metric, Task
from mlpcli.metric.confusion_matrix import ConfusionMatrix
from mlpcli.metric.f1 import F1
from mlpcli.metric.head import Head, above, measures
from mlpcli.metric.log_loss import LogLoss
from mlpcli.metric.mae import Mae
from mlpcli.metric.precision import Precision
from mlpcli.metric.r2 import R2
from mlpcli.metric.recall import Recall
from mlpcli.metric.rmse import Rmse
from mlpcli.metric.roc_auc import RocAuc

AnyMetric: TypeAlias = Annotated[
    Accuracy
    | BalancedAccuracy
    | Precision
    | Recall
    | F1
    | RocAuc
    | LogLoss
    | ConfusionMatrix
    | Rmse
    | Mae
    | R2,
    Field(discriminator="kind"),
    bare_name,
]


def default_metrics(task: Task) -> tuple[Metric, ...]:
    """The metrics of a spec that names none.

    >>> [metric.kind for metric in default_metrics("regression")]
    ['rmse', 'mae', 'r2']
    """
    defaults: dict[Task, tuple[Metric, ...]] = {
        "binary": (Accuracy(), F1(), RocAuc()),
        "multiclass": (Accuracy(), F1()),
        "multilabel": (Accuracy(), F1(), RocAuc()),
        "multiple": (),
        "regression": (Rmse(), Mae(), R2()),
        "counts": (Rmse(), Mae(), R2()),
        "distribution": (Rmse(), Mae(), R2()),
    }
    return defaults[task]


__all__ = [
    "F1",
    "R2",
    "Accuracy",
    "AnyMetric",
    "BalancedAccuracy",
    "ConfusionMatrix",
    "Head",
    "LogLoss",
    "Mae",
    "Metric",
    "Precision",
    "Recall",
    "Rmse",
    "RocAuc",
    "Task",
    "above",
    "default_metrics",
    "measures",
]
