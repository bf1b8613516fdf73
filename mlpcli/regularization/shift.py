"""Images moved a little."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.regularization.affine import Affine


class Shift(Affine):
    """q = p - v: every image moves by v1 rows and v2 columns, drawn evenly from [-limit, limit] each.

    Fractions of a pixel count. What leaves the image is lost; the border's values fill the gap.

    *Source:* Lepetit (dataset augmentation: geometric transforms); LeCun et al. 1998.

    >>> import numpy as np
    >>> rows, columns = Shift().moved(np.array([[0.0]]), np.array([0.0, 1.0]), 0.5, -1.0)
    >>> rows.tolist(), columns.tolist()
    ([[-0.5]], [1.0, 2.0])
    """

    count: ClassVar[int] = 2

    kind: Literal["shift"] = "shift"
    limit: float = Field(1.0, ge=0, description="how far images move at most, in pixels")

    def moved(self, r: Array, c: Array, *v: float) -> tuple[Array, Array]:
        """(r - v1, c - v2)."""
        down, right = v
        return r - down, c - right
