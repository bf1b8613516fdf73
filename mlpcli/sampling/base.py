"""What sampling is: an order of rows, from which batches are cut, and a choice among them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array, Generator
from mlpcli.component import Component

Rows: TypeAlias = NDArray[np.intp]
"""Numbers of rows."""


class Sampling(Component):
    """Which rows a batch of m holds.

    The order of an epoch depends on the rows' targets and a generator alone, so that it can be drawn again
    when training goes on inside an epoch. Replicas in a stack share the sampling.
    """

    kind: str

    @property
    def draws(self) -> int:
        """k: an update has k·m candidates to choose its batch from, so k = 1 leaves no choice."""
        return 1

    def check(self, task: str, batch_size: int | Literal["all", "auto"]) -> None:
        """ValueError, its message a clause, where this kind cannot serve."""

    @abstractmethod
    def order(self, y: Array, generator: Generator) -> Rows:
        """The rows of one epoch in order, from the targets y: (N, O) -> (k·N,)."""

    def chosen(self, losses: Array, m: int) -> Rows:
        """The m to train on among candidates with these losses: (..., K) -> (..., m)."""
        raise NotImplementedError("without a choice nothing is chosen")
