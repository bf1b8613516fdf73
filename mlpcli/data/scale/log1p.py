"""Logarithms, for numbers over several orders of magnitude."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.scale.base import Scale, standardized


class Log1p(Scale):
    """x = (u - mean) / deviation with u = sign(value) ln(1 + |value|), in the training rows.

    The sign lets negative numbers pass, mirrored at 0.

    *Source:* numpy's log1p; the mirrored form in Webber 2012 (a bi-symmetric log transformation).

    >>> import numpy as np
    >>> [round(float(u), 4) for u in Log1p().warp(np.array([0.0, np.e - 1, 1 - np.e]), np.empty(0))]
    [0.0, 1.0, -1.0]
    """

    warps: ClassVar[bool] = True

    kind: Literal["log1p"] = "log1p"

    def moments(self, values: Array) -> tuple[float, float]:
        """Mean and deviation of the logarithms."""
        return standardized(values)

    def warp(self, values: Array, landmarks: Array) -> Array:
        """Sign(v) ln(1 + |v|)."""
        warped: Array = np.sign(values) * np.log1p(np.abs(values))
        return warped

    def unwarp(self, warped: Array, landmarks: Array) -> Array:
        """Sign(u) (e^|u| - 1)."""
        values: Array = np.sign(warped) * np.expm1(np.abs(warped))
        return values
