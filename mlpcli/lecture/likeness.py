"""How far a set of samples is from the set that it should be like."""

from __future__ import annotations

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check


def nearest_checks(made: Array, real: Array, other: Array) -> list[Check]:
    """Made digits are like some real one, and every real one is like some that was made."""
    from scipy.spatial.distance import cdist

    found, known = cdist(made, real), cdist(other, real)
    there, back = (float(found.min(axis=i).mean() / known.min(axis=i).mean()) for i in (1, 0))
    unit = "in parts of that of pixels drawn one by one"
    return [
        Check(f"distance of a made digit to the nearest real one, {unit}", there, "<=", 0.68),
        Check(f"distance of a real digit to the nearest made one, {unit}", back, "<=", 0.68),
    ]


def energy_distance(x: Array, y: Array) -> float:
    """2 E‖x - y‖ - E‖x - x'‖ - E‖y - y'‖ ≥ 0, and 0 for equal distributions only (Székely, Rizzo 2004).

    >>> import numpy as np
    >>> energy_distance(np.array([[0.0], [2.0]]), np.array([[0.0], [2.0]]))
    0.0
    >>> energy_distance(np.array([[0.0]]), np.array([[3.0]]))
    6.0
    """
    from scipy.spatial.distance import cdist

    return float(2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean())
