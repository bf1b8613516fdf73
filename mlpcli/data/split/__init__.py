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

from pydantic import Field

from mlpcli.component import bare_name_or
from mlpcli.data.split.auto import Auto
from mlpcli.data.split.base import Part, Partition, Rows, Split
from mlpcli.data.split.files import Files
from mlpcli.data.split.random import Random
from mlpcli.data.split.stratified import Stratified

AnySplit: TypeAlias = Annotated[
    Auto | Random | Stratified | Files,
    Field(discriminator="kind"),
    bare_name_or("auto"),
]

__all__ = ["AnySplit", "Auto", "Files", "Part", "Partition", "Random", "Rows", "Split", "Stratified"]
