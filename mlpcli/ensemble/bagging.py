"""Networks on bootstrap samples of the training rows."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Generator
from mlpcli.ensemble.base import Ensemble


class Bagging(Ensemble):
    """Each member learns from N rows drawn from the N training rows with replacement, once, from its seed.

    A row is left out with probability (1 - 1/N)^N ≈ 1/e = 0.37. Validation and test rows are the same for
    all. Everything else differs from member to member as in `seeds`.

    *Source:* Lepetit (bagging, random samples of the training set); Breiman 1996.

    >>> Bagging().rows(8, np.random.default_rng(0)).tolist()
    [6, 5, 4, 2, 2, 0, 0, 0]
    """

    kind: Literal["bagging"] = "bagging"

    def rows(self, N: int, generator: Generator) -> NDArray[np.intp]:
        """N numbers, each uniform on 0 … N - 1."""
        return generator.integers(N, size=N, dtype=np.intp)
