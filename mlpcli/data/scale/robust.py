"""Median 0 and interquartile range 1."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.scale.base import Scale, changes


class Robust(Scale):
    """x = (value - median) / (third quartile - first quartile) of the training rows.

    Outliers move neither; they stay far out. Where half of the values are the same the quartiles may be
    equal: then the scale is the deviation.

    *Source:* scikit-learn's RobustScaler (quartiles by linear interpolation).

    >>> import numpy as np
    >>> Robust().moments(np.array([1.0, 2.0, 3.0, 4.0, 1000.0]))  # quartiles 2 and 4
    (3.0, 2.0)
    """

    kind: Literal["robust"] = "robust"

    def moments(self, values: Array) -> tuple[float, float]:
        """Median and interquartile range."""
        if not changes(values):
            return float(values[0]) if len(values) else 0.0, 1.0
        low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
        return float(median), float(high - low) or float(values.std()) or 1.0
