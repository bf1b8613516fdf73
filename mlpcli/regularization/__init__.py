"""Regularization: a list; its entries add up.

| kind | what it does | gradient | by default on |
|---|---|---|---|
| l1 | adds λ Σ abs(w) to the loss | λ sign(w) | weights |
| l2 | adds λ ‖w‖² to the loss | 2 λ w | weights |
| dropout | leaves units out while training | of the units that stay | hidden units |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.regularization.base import Penalty, Regularization, Role
from mlpcli.regularization.dropout import Dropout
from mlpcli.regularization.l1 import L1
from mlpcli.regularization.l2 import L2

AnyRegularization: TypeAlias = Annotated[
    L1 | L2 | Dropout,
    Field(discriminator="kind"),
    bare_name,
]

__all__ = ["L1", "L2", "AnyRegularization", "Dropout", "Penalty", "Regularization", "Role"]
