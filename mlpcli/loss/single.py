"""The losses of one target: all of the family but `multiple`, which puts them together."""

from __future__ import annotations

from typing import TypeAlias

from mlpcli.loss.base import Loss
from mlpcli.loss.binary_cross_entropy import BinaryCrossEntropy
from mlpcli.loss.binary_focal import BinaryFocal
from mlpcli.loss.cross_entropy import CrossEntropy
from mlpcli.loss.focal import Focal
from mlpcli.loss.half_squared_error import HalfSquaredError
from mlpcli.loss.hinge import Hinge
from mlpcli.loss.huber import Huber
from mlpcli.loss.kl import Kl
from mlpcli.loss.logistic import Logistic
from mlpcli.loss.mae import Mae
from mlpcli.loss.mse import Mse
from mlpcli.loss.perceptron import Perceptron
from mlpcli.loss.poisson import Poisson
from mlpcli.loss.probit import Probit
from mlpcli.loss.quantile import Quantile
from mlpcli.loss.squared_hinge import SquaredHinge
from mlpcli.metric.base import Task

SingleLoss: TypeAlias = (
    Mse
    | HalfSquaredError
    | Mae
    | Huber
    | Quantile
    | BinaryCrossEntropy
    | CrossEntropy
    | Focal
    | Kl
    | Poisson
    | Logistic
    | BinaryFocal
    | Probit
    | Hinge
    | SquaredHinge
    | Perceptron
)
"""The union's members; `AnyLoss` adds the rest of the family."""


def usual_loss(task: Task) -> Loss:
    """The negative log-likelihood of a task's usual model; not for several targets.

    >>> usual_loss("binary").kind
    'binary_cross_entropy'
    """
    losses: dict[Task, Loss] = {
        "regression": Mse(),
        "binary": BinaryCrossEntropy(),
        "multiclass": CrossEntropy(),
        "multilabel": BinaryCrossEntropy(),
        "counts": Poisson(),
        "distribution": Kl(),
    }
    return losses[task]
