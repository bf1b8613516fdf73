"""The losses of one target: all of the family but `multiple`, which puts them together."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

from mlpcli.kinds import Kinds
from mlpcli.loss.base import Loss
from mlpcli.metric.base import Task

SINGLE = Kinds(
    "mlpcli.loss",
    "mse",
    "half_squared_error",
    "mae",
    "huber",
    "quantile",
    "binary_cross_entropy",
    "cross_entropy",
    "focal",
    "kl",
    "poisson",
    "logistic",
    "binary_focal",
    "probit",
    "hinge",
    "squared_hinge",
    "perceptron",
)
"""Their names; `AnyLoss` adds the rest of the family."""

SingleLoss: TypeAlias = Annotated[Loss, SINGLE]


def usual_loss(task: Task) -> Loss:
    """The negative log-likelihood of a task's usual model; not for several targets.

    >>> usual_loss("binary").kind
    'binary_cross_entropy'
    """
    usual: dict[Task, str] = {
        "regression": "mse",
        "binary": "binary_cross_entropy",
        "multiclass": "cross_entropy",
        "multilabel": "binary_cross_entropy",
        "counts": "poisson",
        "distribution": "kl",
    }
    return cast(Loss, SINGLE[usual[task]]())
