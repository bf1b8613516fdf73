"""The types of the numbers that flow through the engine.

Every formula counts axes from the right: -1 features, -2 samples; whatever stands to the left is replicas.
So one network has x of shape (N, I) and θ of shape (P,); a stack of R networks (R, N, I) and (R, P).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
"""Floating-point numbers, float32 or float64 by the spec's `training.precision`."""

Scalar: TypeAlias = "float | Array"
"""A hyper-parameter: one number, or in a stack a column of them, shaped to meet the arrays it scales."""

Params: TypeAlias = Mapping[str, Array]
"""Named views into the flat parameter or gradient vector, of one layer: {"W": (..., I, O), "b": (..., O)}."""

Backward: TypeAlias = Callable[[Array, Params], Array]
"""(dy, grads) -> dx. Takes ∂loss/∂y, writes the layer's gradients into grads, returns ∂loss/∂x."""

Precision: TypeAlias = Literal["float32", "float64"]

Generator: TypeAlias = np.random.Generator


LINE = 64
"""Bytes of a cache line."""


def room(shape: tuple[int, ...], dtype: Any) -> Array:
    """Memory for numbers that are yet to come, from the beginning of a cache line.

    NumPy's own begins at any multiple of 16 bytes; 16 bytes behind a line, one update of Adam takes 7 to 11 %
    longer, of some thousand parameters or more, since every second load touches two lines.

    >>> room((2, 3), np.float32).shape
    (2, 3)
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    bytes_ = np.empty(size + LINE, np.uint8)
    start = -_address(bytes_) % LINE
    found: Array = bytes_[start : start + size].view(dtype).reshape(shape)
    return found


def settled(array: Array) -> Array:
    """The same numbers in such memory; the array itself if that is where they are."""
    if array.flags.c_contiguous and _address(array) % LINE == 0:
        return array
    own = room(array.shape, array.dtype)
    own[...] = array
    return own


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])


def different(numbers: Array) -> Array:
    """The different numbers in rising order, one NaN (NaT) among them if there are any.

    As np.unique, which would load numpy.ma to find out whether some are masked.

    >>> different(np.array([2, np.nan, 1, 2, np.nan])).tolist()
    [1.0, 2.0, nan]
    """
    ordered: Array = np.sort(numbers, axis=None)
    before = ordered[:-1]
    new = np.ones(len(ordered), np.bool_)
    new[1:] = (ordered[1:] != before) & (before == before)  # what is not itself is NaN
    return ordered[new]
