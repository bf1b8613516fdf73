"""Sampling: which training rows make up the batches of an epoch. m is the batch size, N the number of rows.

| kind | a batch | an epoch | for |
|---|---|---|---|
| shuffled | m rows, none twice in an epoch | every row once | everything |
| balanced | as many rows of every class | N rows; common classes in part, rare ones repeatedly | classes |
| hard_examples | of k·m candidates the hardest, and others | every row k times a candidate | everything |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.sampling.balanced import Balanced
from mlpcli.sampling.base import Sampling
from mlpcli.sampling.hard_examples import HardExamples
from mlpcli.sampling.shuffled import Shuffled

AnySampling: TypeAlias = Annotated[Shuffled | Balanced | HardExamples, Field(discriminator="kind"), bare_name]

__all__ = ["AnySampling", "Balanced", "HardExamples", "Sampling", "Shuffled"]
