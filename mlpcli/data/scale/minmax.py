"""From 0 to 1."""

from __future__ import annotations

from typing import Literal

from mlpcli.arrays import Array
from mlpcli.data.scale.base import Scale, changes


class Minmax(Scale):
    """x = (value - lowest) / (highest - lowest) of the training rows.

    One outlier presses all other values together; `robust` and `quantile` do not mind it.

    *Source:* scikit-learn's MinMaxScaler.

    >>> import numpy as np
    >>> Minmax().moments(np.array([1.0, 3.0, 5.0]))
    (1.0, 4.0)
    """

    kind: Literal["minmax"] = "minmax"

    def moments(self, values: Array) -> tuple[float, float]:
        """The lowest value, and the distance from there to the highest."""
        if not changes(values):
            return float(values[0]) if len(values) else 0.0, 1.0
        return float(values.min()), float(values.max() - values.min())
