"""Optimizers: how the gradient g moves the parameters θ. λ is the learning rate, t counts updates.

| kind | rule | memory | learning rate to start with |
|---|---|---|---|
| sgd | θ ← θ - λ g | 0 | 0.01 |
| momentum | v ← α v - λ g, θ ← θ + v | 1 × θ | 0.01 |
| nesterov | v ← α v - λ g(θ + α v), θ ← θ + v | 1 × θ | 0.01 |
| adam | θ ← θ - λ m_hat / (√v_hat + ε) | 2 × θ | 0.001 |

Where a mapping names no kind, it is adam's.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name_or
from mlpcli.optimizer.adam import Adam
from mlpcli.optimizer.base import Optimizer, Slots
from mlpcli.optimizer.momentum import Momentum
from mlpcli.optimizer.nesterov import Nesterov
from mlpcli.optimizer.sgd import Sgd

AnyOptimizer: TypeAlias = Annotated[
    Sgd | Momentum | Nesterov | Adam,
    Field(discriminator="kind"),
    bare_name_or("adam"),
]

__all__ = ["Adam", "AnyOptimizer", "Momentum", "Nesterov", "Optimizer", "Sgd", "Slots"]
