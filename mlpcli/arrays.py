"""The types of the numbers that flow through the engine.

Every formula counts axes from the right: -1 features, -2 samples; whatever stands to the left is replicas.
So one network has x of shape (N, I) and θ of shape (P,); a stack of R networks (R, N, I) and (R, P).
"""

from __future__ import annotations

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
