"""Codings of a number: what a scaled number z becomes before the network sees it.

| kind | inputs | for |
|---|---|---|
| identity | z | most columns |
| piecewise_linear | one a bin: how much of it lies below z | numbers that act by steps and thresholds |
| periodic | z, and sines and cosines of it | functions that go up and down quickly |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.data.number_coding.base import NumberCodingKind
from mlpcli.kinds import Kinds

KINDS = Kinds("mlpcli.data.number_coding", "identity", "piecewise_linear", "periodic")

AnyNumberCoding: TypeAlias = Annotated[NumberCodingKind, KINDS]

__getattr__ = KINDS.attribute

__all__ = ["AnyNumberCoding", "NumberCodingKind"]
