"""Averaging of iterates: beside the weights θ, which move on as without it, a mean θ_avg of those that were.

| kind | weight of θ_t in θ_avg | forgets | suits |
|---|---|---|---|
| polyak | 1 / (t - t0): the mean of all since t0 | nothing | a constant rate, a convex loss |
| exponential | (1 - β) / (1 - β^t): recent ones count more | with β^t | deep networks |

θ_avg is judged on the validation rows beside θ, and used with `--weights averaged`. What the network keeps
without learning it (running means, kept layers) is copied from θ, not averaged.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.averaging.base import Averaging
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.averaging",
    "polyak",
    "exponential",
    usual="polyak",
)

AnyAveraging: TypeAlias = Annotated[Averaging, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnyAveraging",
    "Averaging",
]
