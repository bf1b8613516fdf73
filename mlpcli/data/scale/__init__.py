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

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.data.scale.base import Scale
from mlpcli.data.scale.log1p import Log1p
from mlpcli.data.scale.minmax import MinMax
from mlpcli.data.scale.none import Unscaled
from mlpcli.data.scale.quantile import Quantile
from mlpcli.data.scale.robust import Robust
from mlpcli.data.scale.standard import Standard

AnyScale: TypeAlias = Annotated[
    Standard | MinMax | Robust | Quantile | Log1p | Unscaled,
    Field(discriminator="kind"),
    bare_name,
]

__all__ = ["AnyScale", "Log1p", "MinMax", "Quantile", "Robust", "Scale", "Standard", "Unscaled"]
