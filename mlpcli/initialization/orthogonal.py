"""Random orthogonal matrices."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.initialization.base import Initialization


class Orthogonal(Initialization):
    """W = gain · Q, Q uniform among the matrices with Qᵀ Q = 1 (or Q Qᵀ = 1 if it is wider than high).

    All singular values are the gain, so that a deep linear network neither shrinks nor stretches what passes
    through it. More than two axes are taken as rows of the last one: filters as (height · width ·
    inputs, outputs). Q comes from the QR decomposition of a normal matrix, with the signs of R's diagonal
    made positive, without which it would not be uniform.

    *Source:* Lepetit (random orthogonal matrices); Saxe, McClelland, Ganguli 2014 (arXiv:1312.6120).

    >>> W = Orthogonal(gain=2.0).sample((5, 3), 5, 3, np.random.default_rng(0))
    >>> np.allclose(W.T @ W, 4 * np.eye(3))
    True
    """

    kind: Literal["orthogonal"] = "orthogonal"
    gain: float = Field(1.0, gt=0, description="all singular values of W; √2 before relu, 1 before tanh")

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """W of this shape, float64."""
        columns = shape[-1]
        rows = int(np.prod(shape[:-1]))
        normal = generator.standard_normal((max(rows, columns), min(rows, columns)))
        Q, R = np.linalg.qr(normal)
        Q = Q * np.where(np.diagonal(R) < 0, -1.0, 1.0)
        W: Array = self.gain * (Q if rows >= columns else Q.T)
        return W.reshape(shape)
