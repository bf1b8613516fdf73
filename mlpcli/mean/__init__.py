"""Means: how the predictions of several networks become one. k is their number, p_i what the i-th says.

| kind | p | a member that is sure of "no" | targets |
|---|---|---|---|
| arithmetic | 1/k Σ p_i | is one vote among k | all |
| geometric | (Π p_i)^(1/k), divided by the sum over the classes | has a veto | probabilities |

Numbers have the arithmetic mean, also where they stand beside classes (several targets).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.mean.base import Mean

KINDS = Kinds(
    "mlpcli.mean",
    "arithmetic",
    "geometric",
)

AnyMean: TypeAlias = Annotated[Mean, KINDS]

__getattr__ = KINDS.attribute

__all__ = ["AnyMean", "Mean"]
