"""Reading the course of a loss: its quarters, and how steadily it falls."""

from __future__ import annotations

import numpy as np

from mlpcli.arrays import Array


def quarter(losses: Array) -> int:
    """Epochs in a quarter, 1 at least."""
    return max(len(losses) // 4, 1)


def still_falling(losses: Array) -> float:
    """The last quarter's part in all that was gained: 0.25 for a straight line, 0 for one that has ended.

    >>> still_falling(np.array([4.0, 3.0, 2.0, 1.0, 0.0])), still_falling(np.array([4.0, 1.0, 1.0, 1.0, 1.0]))
    (0.25, 0.0)
    """
    gained = losses[0] - losses[-1]
    last = losses[-1 - quarter(losses)] - losses[-1] if len(losses) > 1 else 0.0
    return float(last / gained) if gained > 0 and last > 0 else 0.0


def rising_share(losses: Array) -> float:
    """Σ max(ΔJ, 0) / Σ |ΔJ|: 0 for a course that only falls, ½ for one that goes nowhere.

    >>> rising_share(np.array([1.0, 3.0, 1.0, 3.0, 1.0]))
    0.5
    """
    changes = np.diff(losses)
    total = np.abs(changes).sum()
    return float(np.maximum(changes, 0).sum() / total) if total > 0 else 0.0
