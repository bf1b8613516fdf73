"""Losses: what training makes small. `auto` takes the first that fits the task.

| kind | ℓ(z, y) | ∂ℓ/∂z | prediction | targets | auto for |
|---|---|---|---|---|---|
| mse | ‖z - y‖² | 2 (z - y) | z | numbers (or 0/1) | regression |
| binary_cross_entropy | log(1 + e^z) - y z | σ(z) - y | σ(z) | 0 or 1 | two classes |
| cross_entropy | -log softmax(z)_y | softmax(z) - e(y) | softmax(z) | one-hot | more classes |

J is the mean of ℓ over the samples (of a batch, of a split); outputs are summed.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.loss.base import Loss
from mlpcli.loss.binary_cross_entropy import BinaryCrossEntropy
from mlpcli.loss.cross_entropy import CrossEntropy
from mlpcli.loss.mse import Mse
from mlpcli.metric.base import Task

AnyLoss: TypeAlias = Annotated[
    Mse | BinaryCrossEntropy | CrossEntropy,
    Field(discriminator="kind"),
    bare_name,
]


def loss_for(task: Task) -> Loss:
    """The loss that `auto` means for a task: the negative log-likelihood of its usual model.

    >>> loss_for("binary").kind
    'binary_cross_entropy'
    """
    return {"regression": Mse(), "binary": BinaryCrossEntropy(), "multiclass": CrossEntropy()}[task]


__all__ = ["AnyLoss", "BinaryCrossEntropy", "CrossEntropy", "Loss", "Mse", "loss_for"]
