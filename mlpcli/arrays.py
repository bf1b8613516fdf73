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
