"""What every ensemble is: how many members, on which rows each learns, how their predictions become one."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.arrays import Generator
from mlpcli.component import Component
from mlpcli.mean import AnyMean
from mlpcli.mean.arithmetic import Arithmetic


class Ensemble(Component):
    """Networks of one spec that differ in what chance gave them."""

    structural: ClassVar[frozenset[str]] = frozenset({"members"})

    kind: str
    members: int = Field(10, ge=1, le=1000, description="k, the networks; the seed of each is one more")
    mean: AnyMean = Field(Arithmetic(), description="how the predictions of the members become one")

    @abstractmethod
    def rows(self, N: int, generator: Generator) -> NDArray[np.intp] | None:
        """The rows that a member learns from among N: (N,); None: all, in their order."""
