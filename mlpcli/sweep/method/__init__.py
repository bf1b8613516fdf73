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

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.sweep.method.asha import Asha
from mlpcli.sweep.method.base import Ask, Method, Scores
from mlpcli.sweep.method.grid import Grid
from mlpcli.sweep.method.halving import Halving
from mlpcli.sweep.method.random import Random
from mlpcli.sweep.method.tpe import Tpe

AnyMethod: TypeAlias = Annotated[Grid | Random | Halving | Asha | Tpe, Field(discriminator="kind"), bare_name]

__all__ = ["AnyMethod", "Asha", "Ask", "Grid", "Halving", "Method", "Random", "Scores", "Tpe"]
