"""Images turned a little."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.regularization.affine import Affine


class Rotation(Affine):
    """q = (r cos v + c sin v, c cos v - r sin v): an image turns by v degrees, evenly from [-limit, limit].

    Anticlockwise for v > 0, about the middle, as `scipy.ndimage.rotate` has it.

    *Source:* Lepetit (dataset augmentation: geometric transforms).

    >>> import numpy as np
    >>> rows, columns = Rotation().moved(np.array([[1.0]]), np.array([2.0]), 90.0)
    >>> rows.round(6).tolist(), columns.round(6).tolist()
    ([[2.0]], [[-1.0]])
    """

    kind: Literal["rotation"] = "rotation"
    limit: float = Field(10.0, ge=0, le=180, description="how far images turn at most, in degrees")

    def moved(self, r: Array, c: Array, *v: float) -> tuple[Array, Array]:
        """(r cos v + c sin v, c cos v - r sin v)."""
        angle = math.radians(v[0])
        cosine, sine = math.cos(angle), math.sin(angle)
        return r * cosine + c * sine, c * cosine - r * sine
