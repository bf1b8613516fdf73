"""Splits: which rows are learned from, which are watched while learning, which are kept for the end.

| kind | rows are divided | use it for |
|---|---|---|
| random | at random | regression, autoencoders |
| stratified | at random within each class | classification, all the more with rare classes |
| auto | stratified for classes, random for numbers | when in doubt |
| files | as given: the test rows are in their own file | published benchmarks |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.data.split.base import Part, Partition, Rows, Split
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.data.split",
    "auto",
    "random",
    "stratified",
    "files",
    usual="auto",
)

AnySplit: TypeAlias = Annotated[Split, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnySplit",
    "Part",
    "Partition",
    "Rows",
    "Split",
]
