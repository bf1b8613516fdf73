"""Codings of a number: what a scaled number z becomes before the network sees it.

| kind | inputs | for |
|---|---|---|
| identity | z | most columns |
| piecewise_linear | one a bin: how much of it lies below z | numbers that act by steps and thresholds |
| periodic | z, and sines and cosines of it | functions that go up and down quickly |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.data.number_coding.base import NumberCodingKind
from mlpcli.data.number_coding.identity import Identity
from mlpcli.data.number_coding.periodic import Periodic
from mlpcli.data.number_coding.piecewise_linear import PiecewiseLinear

AnyNumberCoding: TypeAlias = Annotated[
    Identity | PiecewiseLinear | Periodic, Field(discriminator="kind"), bare_name
]

__all__ = ["AnyNumberCoding", "Identity", "NumberCodingKind", "Periodic", "PiecewiseLinear"]
