"""Images made to lean a little."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.regularization.affine import Affine


class Shear(Affine):
    """q = (r, c + v r): rows slide by v times their distance from the middle, v evenly from [-limit, limit].

    What slanted handwriting does. v is a slope, no angle: 0.1 is 5.7 degrees.

    *Source:* Lepetit (dataset augmentation: geometric transforms); LeCun et al. 1998 (horizontal shearing).

    >>> import numpy as np
    >>> rows, columns = Shear().moved(np.array([[-1.0], [1.0]]), np.array([0.0]), 0.5)
    >>> rows.tolist(), columns.tolist()
    ([[-1.0], [1.0]], [[-0.5], [0.5]])
    """

    kind: Literal["shear"] = "shear"
    limit: float = Field(0.1, ge=0, description="the largest slope, columns a row")

    def moved(self, r: Array, c: Array, *v: float) -> tuple[Array, Array]:
        """(r, c + v r)."""
        return r, c + v[0] * r
