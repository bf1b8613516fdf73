"""Networks that differ in their seeds alone."""

from __future__ import annotations

from typing import Literal

from mlpcli.arrays import Generator
from mlpcli.ensemble.base import Ensemble


class Seeds(Ensemble):
    """All learn from all rows; first weights, order of the rows and dropout are each member's own.

    *Source:* Lepetit (bagging; for neural networks, different random initialization); Lakshminarayanan,
    Pritzel, Blundell 2017 (deep ensembles).

    >>> import numpy as np
    >>> Seeds().rows(4, np.random.default_rng(0)) is None
    True
    """

    kind: Literal["seeds"] = "seeds"

    def rows(self, N: int, generator: Generator) -> None:
        """All."""
        return
