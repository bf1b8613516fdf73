"""Shift and scale: the two numbers of a linear scaling, applied without losing digits or overflowing.

x = (value - shift) / scale. A column that does not change in the training rows has scale 1, so that it
becomes 0 and nothing is divided by 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.frame import Frame
from mlpcli.data.scale import Scale
from mlpcli.data.split import Rows
from mlpcli.errors import DataError


def fitted(frame: Frame, name: str, scale: Scale, values: Array) -> tuple[Array, Array]:
    """Shift and scale, each of shape (1,), for the warped training values: (N,), float64."""
    with np.errstate(over="ignore", invalid="ignore"):
        shift, width = scale.moments(values)
    return finite(frame, name, np.array([shift]), np.array([width]))


def finite(frame: Frame, name: str, shift: Array, scale: Array) -> tuple[Array, Array]:
    """Shift and scale as they are. Raises DataError where they overflowed."""
    if not (np.isfinite(shift).all() and np.isfinite(scale).all()):
        raise DataError(
            f"{frame.origin}, column {name}: its numbers are too large for their mean and deviation to be "
            "computed; divide them by a constant, or drop the column"
        )
    return shift, scale


def write_scaled(
    frame: Frame, name: str, rows: Rows, values: NDArray[Any], shift: Array, scale: Array, x: Array
) -> None:
    """Writes x ← (values - shift) / scale, both of shape (n, d), in double arithmetic, rounded once.

    values[i] stands in row rows[i]. Raises DataError with the place of a number that x's type cannot hold.
    """
    with overflowing(frame, name, rows, values, shift, x.dtype):
        np.divide(np.subtract(values, shift, dtype=np.float64), scale, out=x, casting="same_kind")


@contextmanager
def overflowing(
    frame: Frame, name: str, rows: Rows, values: NDArray[Any], shift: Array, dtype: np.dtype[Any]
) -> Iterator[None]:
    """Inside, a number too large for its type is a DataError about the value farthest from the shift."""
    with np.errstate(over="raise"):
        try:
            yield
        except FloatingPointError:
            place = np.unravel_index(np.abs(values.astype(np.float64) - shift).argmax(), values.shape)
            raise DataError(
                f"{frame.cell(rows[place[0]], name)}: {values[place]:g} is too far from the training rows "
                f"(about {shift[place[1]]:g}) for numbers of type {dtype}"
            ) from None


def unscaled(x: Array, shift: Array, scale: Array) -> Array:
    """Values again: x · scale + shift, in double arithmetic, rounded once to x's type: (N, d) -> (N, d).

    >>> unscaled(np.array([[0.1]], dtype=np.float32), np.array([2.0]), np.array([10.0])).tolist()
    [[3.0]]
    """
    return (x * scale + shift).astype(x.dtype)
