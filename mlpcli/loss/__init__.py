"""Losses: what training makes small. `auto` takes the first that fits the task.

| kind | ℓ(z, y) | ∂ℓ/∂z | prediction | targets | auto for |
|---|---|---|---|---|---|
| mse | ‖z - y‖² | 2 (z - y) | z | numbers (or 0/1) | regression |
| half_squared_error | ½ ‖z - y‖² | z - y | z | numbers (or 0/1) | |
| mae | Σ abs(z - y) | sign(z - y) | z | numbers | |
| huber | ½ e² up to δ, then a line; e = z - y | e clipped to ±δ | z | numbers | |
| quantile | max(τ (y - z), (τ-1) (y - z)) | -τ below y, 1-τ above | z | numbers | |
| binary_cross_entropy | log(1 + e^z) - y z | σ(z) - y | σ(z) | 0 or 1 | two classes, labels |
| cross_entropy | -log softmax(z)_y | softmax(z) - e(y) | softmax(z) | one-hot | more classes |
| focal | -(1 - p)^γ log p, p = softmax(z)_y | (e(y) - r) times its slope in u | softmax(z) | one-hot | |
| kl | Σ y log(y / softmax(z)) | softmax(z) - y | softmax(z) | shares, Σ y = 1 | shares |
| poisson | e^z - y z | e^z - y | e^z, a rate | counts | counts |
| logistic | log(1 + e^-u) | -s σ(-u) | σ(z) | 0 or 1 | |
| binary_focal | -σ(-u)^γ log σ(u) | -s σ(-u)^γ (σ(-u) - γ σ(u) log σ(u)) | σ(z) | 0 or 1 | |
| probit | -log Φ(u) | -s φ(u) / Φ(u) | Φ(z) | 0 or 1 | |
| hinge | max(0, 1 - u) | -s where u < 1 | σ(z), a score | 0 or 1 | |
| squared_hinge | max(0, 1 - u)² | -2 s max(0, 1 - u) | σ(z), a score | 0 or 1 | |
| perceptron | max(0, -u) | -s where u ≤ 0 | σ(z), a score | 0 or 1 | |
| multiple | Σ weight ℓ of each target | its columns | by target | several targets | several |

J is the mean of ℓ over the samples (of a batch, of a split); outputs are summed.
Targets of 0 or 1 are one of two classes, or several labels that a row has or has not (multilabel).
In the last six, s = 2 y - 1 is the label ±1 and u = s z the margin.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.loss.base import Loss
from mlpcli.loss.margin import MarginLoss
from mlpcli.loss.single import SINGLE, usual_loss
from mlpcli.metric.base import Task

KINDS = Kinds("mlpcli.loss", *SINGLE, "multiple")

AnyLoss: TypeAlias = Annotated[Loss, KINDS]

__getattr__ = KINDS.attribute


def loss_for(task: Task) -> Loss:
    """The loss that `auto` means for a task: the negative log-likelihood of its usual model.

    >>> loss_for("binary").kind, loss_for("multiple").kind
    ('binary_cross_entropy', 'multiple')
    """
    if task == "multiple":
        from mlpcli.loss.multiple import Multiple

        return Multiple()
    return usual_loss(task)


__all__ = ["AnyLoss", "Loss", "MarginLoss", "loss_for"]
