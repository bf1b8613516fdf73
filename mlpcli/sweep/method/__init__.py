"""Methods: which points of the space a sweep tries.

| kind | points | axes | how many |
|---|---|---|---|
| grid | every combination of the listed values | lists | the product of the lengths |
| random | each drawn for itself | lists and distributions | `trials` |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.sweep.method.base import Method
from mlpcli.sweep.method.grid import Grid
from mlpcli.sweep.method.random import Random

AnyMethod: TypeAlias = Annotated[Grid | Random, Field(discriminator="kind"), bare_name]

__all__ = ["AnyMethod", "Grid", "Method", "Random"]
