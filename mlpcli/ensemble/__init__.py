"""Ensembles: several networks trained side by side, whose mean prediction errs less than theirs.

| kind | members differ in | training rows of a member | for |
|---|---|---|---|
| seeds | first weights, order of rows, dropout | all | networks: usually variety enough |
| bagging | the same, and their rows | N drawn from N, with replacement | models that follow their rows |

Member k is the training of the same spec alone, with one member and the seed plus k. If members err by
E[ε_i²] = v and E[ε_i ε_j] = c, their mean errs by v/k + (k-1)/k c: not at all less where they all err
alike (c = v), k times less where they err independently (c = 0).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.ensemble.base import Ensemble
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.ensemble",
    "seeds",
    "bagging",
)

AnyEnsemble: TypeAlias = Annotated[Ensemble, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnyEnsemble",
    "Ensemble",
]
