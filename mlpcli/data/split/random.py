"""Rows divided at random."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from mlpcli.data.split.base import Partition, Split, leaves_training, sizes


class Random(Split):
    """Every row is as likely as any other to be in a part.

    The split has a seed of its own, so that experiments that differ in their `seed` are compared on the
    same rows. The test rows depend on n, `test` and `seed` only: another `validation` keeps them.
    Sizes: n · fraction to the nearest whole number, a half to the even one; the rest is for training.

    *Source:* Lepetit (training, validation and test set).

    >>> parts = Random(validation=0.2, test=0.2).rows(10, None)
    >>> len(parts.train), len(parts.validation), len(parts.test)
    (6, 2, 2)
    """

    kind: Literal["random"] = "random"
    validation: float = Field(0.15, ge=0, lt=1, description="share of the rows that is watched in training")
    test: float = Field(0.15, ge=0, lt=1, description="share of the rows that is kept for the end")
    seed: int = Field(
        0, ge=0, lt=2**63, description="of this split; the experiment's seed does not move rows"
    )

    @model_validator(mode="after")
    def _leaves_training(self) -> Random:
        leaves_training(self.validation, self.test)
        return self

    def rows(self, n: int, labels: NDArray[np.intp] | None) -> Partition:
        """Divides n rows; the labels do not matter."""
        validation, test = sizes(n, self.validation, self.test)
        order = np.random.default_rng(self.seed).permutation(n)
        parts = np.split(order, [test, test + validation])
        return Partition(train=np.sort(parts[2]), validation=np.sort(parts[1]), test=np.sort(parts[0]))
