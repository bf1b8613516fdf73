"""Splits: which rows are learned from, which are watched while learning, which are kept for the end.

| kind | rows are divided | use it for |
|---|---|---|
| random | at random | regression, autoencoders |
| stratified | at random within each class | classification, all the more with rare classes |
| auto | stratified for classes, random for numbers | when in doubt |
| group | at random, rows with equal cells in a column together | several rows of one patient or customer |
| stratified_group | the same with the classes in nearly equal shares | the same, for classification |
| time | the earliest to learn from, the latest for test | forecasts, and whatever drifts |
| column | as a column of the table says | a division that is part of the table |
| hash | by a hash of a column's cells | tables that grow: no row ever changes its part |
| files | as given: the test rows are in their own file | published benchmarks |
| index | as given: text files hold the numbers of the rows | published benchmarks with many divisions |

All but `column`, `files` and `index` can also divide into the folds of a cross-validation. A column that
divides the rows is no feature, unless `data.columns` declares it.
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
    "group",
    "stratified_group",
    "time",
    "column",
    "hash",
    "files",
    "index",
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
