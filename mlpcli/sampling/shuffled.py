"""Every row once an epoch, in random order."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array, Generator
from mlpcli.sampling.base import Rows, Sampling


class Shuffled(Sampling):
    """Without replacement: an epoch is a permutation of the rows, drawn anew for each.

    With `batch_size: all` there is nothing to draw, and the rows stay in their order.

    *Source:* Lepetit (stochastic gradient descent); Laurent (batches of size m without replacement).

    >>> Shuffled().order(np.zeros((4, 1)), np.random.default_rng(0)).tolist()
    [2, 0, 1, 3]
    """

    kind: Literal["shuffled"] = "shuffled"

    def order(self, y: Array, generator: Generator) -> Rows:
        """A permutation: (N,)."""
        return np.asarray(generator.permutation(len(y)))
