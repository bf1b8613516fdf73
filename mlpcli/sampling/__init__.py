"""Sampling: which training rows make up the batches of an epoch. m is the batch size, N the number of rows.

| kind | a batch | an epoch | for |
|---|---|---|---|
| shuffled | m rows, none twice in an epoch | every row once | everything |
| balanced | as many rows of every class | N rows; common classes in part, rare ones repeatedly | classes |
| hard_examples | of k·m candidates the hardest, and others | every row k times a candidate | everything |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.sampling.base import Sampling

KINDS = Kinds(
    "mlpcli.sampling",
    "shuffled",
    "balanced",
    "hard_examples",
)

AnySampling: TypeAlias = Annotated[Sampling, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnySampling",
    "Sampling",
]
