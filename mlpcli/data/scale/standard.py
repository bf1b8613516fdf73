"""Mean 0 and deviation 1."""

from __future__ import annotations

from typing import Literal

from mlpcli.arrays import Array
from mlpcli.data.scale.base import Scale, standardized


class Standard(Scale):
    """x = (value - mean) / deviation of the training rows (divided by N, not N - 1).

    *Source:* LeCun, Bottou, Orr, Müller 1998, section 4.3; scikit-learn's StandardScaler.

    >>> import numpy as np
    >>> Standard().moments(np.array([1.0, 3.0]))
    (2.0, 1.0)
    """

    kind: Literal["standard"] = "standard"

    def moments(self, values: Array) -> tuple[float, float]:
        """Mean and deviation."""
        return standardized(values)
