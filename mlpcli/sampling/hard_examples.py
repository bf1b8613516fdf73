"""Batches of what the network still gets wrong, with easy rows among them."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.sampling.base import Rows, Sampling


class HardExamples(Sampling):
    """Of k·m random candidates the ones with the largest losses, mixed with random others.

    For every update the network, as it is, goes forward over k·m candidates. A share h of the batch of m
    are the candidates with the largest losses; the rest are random among those that are left, so that what
    is easy is not forgotten. An epoch has as many updates as without; k permutations of the rows are its
    candidates, so every row is a candidate k times an epoch. The price is k forward passes an update.

    The training loss told is that of the chosen rows, larger than the mean over all. Rows with wrong labels
    stay hard for ever and are chosen most: with noisy labels take a smaller h.

    *Source:* Lepetit (hard example mining, easy example mixing); Shrivastava, Gupta, Girshick 2016 (online
    hard example mining).

    >>> rule = HardExamples(candidates=3, hard=0.5)
    >>> rule.chosen(np.array([0.1, 0.9, 0.2, 0.3, 0.8, 0.1]), m=2).tolist()  # the hardest, and the first
    [1, 0]
    """

    structural: ClassVar[frozenset[str]] = frozenset({"candidates", "hard"})

    kind: Literal["hard_examples"] = "hard_examples"
    candidates: int = Field(4, ge=2, le=100, description="k, candidates for every row of a batch")
    hard: float = Field(0.5, ge=0, le=1, description="h, the share of a batch that are the hardest")

    @property
    def draws(self) -> int:
        """K."""
        return self.candidates

    def check(self, task: str, batch_size: int | Literal["all", "auto"]) -> None:
        """Where every row is in the batch there is nothing to choose."""
        if batch_size == "all":
            raise ValueError("chooses rows for a batch, and training.batch_size is all; set it to a number")

    def order(self, y: Array, generator: Generator) -> Rows:
        """K permutations: (k·N,)."""
        return np.concatenate([generator.permutation(len(y)) for _ in range(self.candidates)])

    def chosen(self, losses: Array, m: int) -> Rows:
        """The hardest round(h·m), then the first others, which are random as candidates are."""
        hardest = np.argsort(-losses, axis=-1, kind="stable")
        count = round(self.hard * m)
        rest = np.sort(hardest[..., count:], axis=-1)[..., : m - count]
        return np.concatenate([hardest[..., :count], rest], axis=-1)
