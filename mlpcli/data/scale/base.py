"""What every scale is: a way to bring a column of numbers to a size that networks learn from easily."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.component import Component


class Scale(Component):
    """x = (warp(value) - shift) / scale; all that it needs to know is found in the training rows.

    Most scales do not warp; `warps` says which do. Arrays are float64; values (N,) are finite, and there
    may be none.
    """

    warps: ClassVar[bool] = False

    kind: str

    @abstractmethod
    def moments(self, values: Array) -> tuple[float, float]:
        """(shift, scale) for the warped training values: (N,). The scale is not 0."""

    def landmarks(self, values: Array) -> Array:
        """What `warp` has to remember of the training values: (N,) -> (Q,)."""
        return np.empty(0)

    def warp(self, values: Array, landmarks: Array) -> Array:
        """A rising function of values: (n,) -> (n,)."""
        return values

    def unwarp(self, warped: Array, landmarks: Array) -> Array:
        """The inverse of `warp`: (..., n) -> (..., n)."""
        return warped


def changes(values: Array) -> bool:
    """Whether values: (N,) has two different numbers."""
    return bool(len(values)) and bool((values != values[0]).any())


def standardized(values: Array) -> tuple[float, float]:
    """Mean and standard deviation (divided by N, not N - 1) of values: (N,).

    Of values that do not change, the value and 1, so that they become 0 and nothing is divided by 0.

    >>> standardized(np.array([1.0, 3.0]))
    (2.0, 1.0)
    """
    if not changes(values):
        return float(values[0]) if len(values) else 0.0, 1.0
    return float(values.mean()), float(values.std()) or 1.0
