"""The number itself."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.number_coding.base import NumberCodingKind


class Identity(NumberCodingKind):
    """φ(z) = z: one input.

    >>> Identity().expand(np.array([0.5, 2.0]), np.empty(0)).tolist()
    [[0.5], [2.0]]
    """

    kind: Literal["identity"] = "identity"

    def table(self, z: Array, name: str) -> Array:
        """Nothing."""
        return np.empty(0)

    def names(self, name: str, table: Array) -> tuple[str, ...]:
        """The column's name."""
        return (name,)

    def expand(self, z: Array, table: Array) -> Array:
        """z: (n,) -> (n, 1)."""
        return z[:, None]

    def contract(self, x: Array, table: Array) -> Array:
        """(n, 1) -> (n,)."""
        return x[:, 0]
