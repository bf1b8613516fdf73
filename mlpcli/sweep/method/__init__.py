"""Methods: which points of the space a sweep tries, and how far it trains them.

| kind | points | axes | trained |
|---|---|---|---|
| grid | every combination of the listed values | lists | all to the end |
| random | each drawn for itself | lists and distributions | all to the end |
| halving | drawn at random | lists and distributions | the best of each rung to the next |
| asha | drawn at random | lists and distributions | as halving, without waiting for a rung to end |
| tpe | like the good ones so far (extra `tune`) | lists and distributions | all to the end |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.sweep.method.base import Ask, Method, Scores

KINDS = Kinds(
    "mlpcli.sweep.method",
    "grid",
    "random",
    "halving",
    "asha",
    "tpe",
)

AnyMethod: TypeAlias = Annotated[Method, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnyMethod",
    "Ask",
    "Method",
    "Scores",
]
