"""As it is."""

from __future__ import annotations

from typing import Literal

from mlpcli.arrays import Array
from mlpcli.data.scale.base import Scale


class Unscaled(Scale):
    """x = value.

    >>> import numpy as np
    >>> Unscaled().moments(np.array([1.0, 3.0]))
    (0.0, 1.0)
    """

    kind: Literal["none"] = "none"

    def moments(self, values: Array) -> tuple[float, float]:
        """0 and 1."""
        return 0.0, 1.0
