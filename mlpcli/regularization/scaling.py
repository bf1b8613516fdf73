"""Images made a little larger or smaller."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.regularization.affine import Affine


class Scaling(Affine):
    """q = p / (1 + v): an image grows by the factor 1 + v, v drawn evenly from [-limit, limit].

    Both axes by the same factor, about the middle.

    *Source:* Lepetit (dataset augmentation: geometric transforms); Simard, Steinkraus, Platt 2003.

    >>> import numpy as np
    >>> rows, columns = Scaling().moved(np.array([[1.0]]), np.array([2.0]), 0.25)
    >>> rows.tolist(), columns.tolist()
    ([[0.8]], [1.6])
    """

    kind: Literal["scaling"] = "scaling"
    limit: float = Field(0.1, ge=0, lt=1, description="by which share images grow or shrink at most")

    def moved(self, r: Array, c: Array, *v: float) -> tuple[Array, Array]:
        """(r, c) / (1 + v)."""
        factor = 1 + v[0]
        return r / factor, c / factor
