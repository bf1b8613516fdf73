"""Shift and scale: the two numbers that bring a column to a size that networks learn from easily.

x = (value - shift) / scale. A column that does not change in the training rows has scale 1, so that it
becomes 0 and nothing is divided by 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

Scale: TypeAlias = Literal["standard", "minmax", "none"]


def standard(values: Array) -> tuple[float, float]:
    """Mean and standard deviation (divided by N, not N - 1) of values: (N,).

    >>> standard(np.array([1.0, 3.0]))
    (2.0, 1.0)
    """
    if not changes(values):
        return float(values[0]) if len(values) else 0.0, 1.0
    return float(values.mean()), float(values.std())


def minmax(values: Array) -> tuple[float, float]:
    """The lowest value, and the distance from there to the highest.

    >>> minmax(np.array([1.0, 3.0, 5.0]))
    (1.0, 4.0)
    """
    if not changes(values):
        return float(values[0]) if len(values) else 0.0, 1.0
    return float(values.min()), float(values.max() - values.min())


def none(values: Array) -> tuple[float, float]:
    """Values stay as they are."""
    return 0.0, 1.0


SCALES: dict[Scale, Callable[[Array], tuple[float, float]]] = {
    "standard": standard,
    "minmax": minmax,
    "none": none,
}


def changes(values: Array) -> bool:
    """Whether values: (N,) has two different numbers."""
    return bool(len(values)) and bool((values != values[0]).any())


def fitted(frame: Frame, name: str, scale: Scale, values: Array) -> tuple[Array, Array]:
    """Shift and scale, each of shape (1,), for the training values: (N,), float64."""
    with np.errstate(over="ignore", invalid="ignore"):
        shift, width = SCALES[scale](values)
    return finite(frame, name, np.array([shift]), np.array([width or 1.0]))


def finite(frame: Frame, name: str, shift: Array, scale: Array) -> tuple[Array, Array]:
    """Shift and scale as they are. Raises DataError where they overflowed."""
    if not (np.isfinite(shift).all() and np.isfinite(scale).all()):
        raise DataError(
            f"{frame.origin}: column {name!r}: its numbers are too large for their mean and deviation to be "
            "computed; divide them by a constant, or drop the column"
        )
    return shift, scale


def write_scaled(
    frame: Frame, name: str, rows: Rows, values: Array, shift: Array, scale: Array, x: Array
) -> None:
    """Writes x ← (values - shift) / scale, both of shape (n, d), in double arithmetic, rounded once.

    values[i] stands in row rows[i]. Raises DataError with the place of a number that x's type cannot hold.
    """
    with np.errstate(over="raise"):
        try:
            np.divide(np.subtract(values, shift, dtype=np.float64), scale, out=x, casting="same_kind")
        except FloatingPointError:
            place = np.unravel_index(np.abs(values.astype(np.float64) - shift).argmax(), values.shape)
            raise DataError(
                f"{frame.where(rows[place[0]])}, column {name!r}: found {values[place]:g}, too far from the "
                f"training rows (about {shift[place[1]]:g}) for numbers of type {x.dtype}"
            ) from None


def unscaled(x: Array, shift: Array, scale: Array) -> Array:
    """Values again: x · scale + shift, in double arithmetic, rounded once to x's type: (N, d) -> (N, d).

    >>> unscaled(np.array([[0.1]], dtype=np.float32), np.array([2.0]), np.array([10.0])).tolist()
    [[3.0]]
    """
    return (x * scale + shift).astype(x.dtype)
