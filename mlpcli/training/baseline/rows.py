"""The rows that a baseline is fitted to, where there are too many for all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_NUMBERS = 2_000_000
"""Numbers (rows times inputs) that the linear model is fitted to; of more rows, some that lie evenly."""


def evenly(rows: int, most: int) -> NDArray[np.intp]:
    """All rows, or so many that lie evenly among them.

    >>> evenly(3, 5).tolist(), evenly(10, 3).tolist()
    ([0, 1, 2], [0, 4, 9])
    """
    if rows <= most:
        return np.arange(rows)
    return np.linspace(0, rows - 1, most).astype(np.intp)
