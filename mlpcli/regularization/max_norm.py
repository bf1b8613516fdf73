"""A bound on the length of every unit's incoming weights."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import Constraint


class MaxNorm(Constraint):
    """w ← w · min(1, c / ‖w‖) after every update, w the weights that come into one unit: a column of W.

    A constraint, no penalty: shorter vectors are left as they are, bit for bit, and the loss has no term.
    It holds from the first update on. In a convolution w is one filter. Biases are free, and so are layers
    that are kept. As Keras' `MaxNorm`; classical with dropout and large learning rates, c = 3 or 4.

    *Source:* Srivastava et al. 2014 (section 5.1); the notes name penalties only.

    >>> W = np.array([[3.0, 0.3], [4.0, 0.4]])
    >>> MaxNorm(limit=1.0).project(W, np.empty((2, 2)))
    >>> W.round(4).tolist()  # the first column is 5 long, the second ½
    [[0.6, 0.3], [0.8, 0.4]]
    """

    kind: Literal["max_norm"] = "max_norm"
    limit: float = Field(3.0, gt=0, description="c, the largest norm of a unit's incoming weights")

    def project(self, W: Array, work: Array) -> None:
        """W: (..., I, O); norms are taken over I."""
        c = like(self.limit, W)
        np.multiply(W, W, out=work)
        norm = np.add.reduce(work, axis=-2)
        np.sqrt(norm, out=norm)
        # c / max(‖w‖, c) is exactly 1 for short vectors, and never divides by 0.
        np.maximum(norm, c, out=norm)
        W *= np.divide(c, norm, out=norm)[..., None, :]
