"""Scales: how a column of numbers is brought to a size that networks learn from easily.

Fitted on the training rows, after empty cells are filled, and stored in the checkpoint.

| kind | x | outliers | remembered |
|---|---|---|---|
| standard | (value - mean) / deviation | far out, and they widen the deviation | two numbers |
| minmax | (value - lowest) / (highest - lowest) | press the others together | two numbers |
| robust | (value - median) / interquartile range | far out, the others as without them | two numbers |
| quantile | the rank, as a normal or uniform quantile | at the ends | up to 1,000 quantiles |
| log1p | the standardized logarithm of 1 + value | come nearer | two numbers |
| none | value | as they are | nothing |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.data.scale.base import Scale
from mlpcli.kinds import Kinds

KINDS = Kinds("mlpcli.data.scale", "standard", "minmax", "robust", "quantile", "log1p", "none")

AnyScale: TypeAlias = Annotated[Scale, KINDS]

__getattr__ = KINDS.attribute

__all__ = ["AnyScale", "Scale"]
