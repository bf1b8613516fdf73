"""Few incoming weights a unit, the others zero."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class Sparse(Initialization):
    """Of each unit's incoming weights k, chosen at random, are ~ N(0, σ²), the others 0.

    How much a unit sums does not grow with the number of its inputs, and units differ more than
    with dense weights. The sum's variance is k σ² times that of the inputs. A unit with fewer than k
    inputs takes all of them. The zeros are only where training starts: they move like all weights.

    *Source:* Lepetit (sparse initialization); Martens 2010 (Deep learning via Hessian-free optimization:
    k = 15, σ = 1 for sigmoid units).

    >>> W = Sparse(nonzero=2).sample((6, 4), 6, 4, np.random.default_rng(0))
    >>> (W != 0).sum(axis=0).tolist()
    [2, 2, 2, 2]
    """

    kind: Literal["sparse"] = "sparse"
    nonzero: int = Field(15, ge=1, description="k, incoming weights of a unit that are not zero")
    deviation: float = Field(1.0, gt=0, description="σ, their standard deviation; √(2/k) suits relu")

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64; units along the last axis."""
        rows = int(np.prod(shape[:-1]))
        W = np.zeros((rows, shape[-1]))
        chosen = generator.random(W.shape).argsort(axis=0)[: self.nonzero]
        values = generator.normal(0.0, self.deviation, chosen.shape)
        np.put_along_axis(W, chosen, values, axis=0)
        return W.reshape(shape)
