"""Convex polygons in the plane, cut by lines.

A polygon is its corners (k, 2) in order. Values of an affine function at the corners say where its zero line
runs; they are given as distances from that line, so one tolerance serves all functions.
"""

from __future__ import annotations

import numpy as np

from mlpcli.arrays import Array

NEAR = 1e-10
"""A corner that is so near to a line, in windows, is on it."""


def affine(values: Array, points: Array) -> Array:
    """Values (3, ...) at (0, 0), (1, 0), (0, 1) -> those at points (k, 2): (k, ...)."""
    slope = values[1:] - values[0]
    return np.asarray(values[0] + np.tensordot(points, slope, axes=1))


def distances(values: Array, points: Array) -> Array:
    """Signed distances of points (k, 2) from the zero lines of functions, values (3, U): (k, U).

    A function without slope has no line: it is infinitely far, on the side of its sign.
    """
    slope = np.sqrt(((values[1:] - values[0]) ** 2).sum(axis=0))
    size = np.abs(values).max(axis=0)
    flat = slope <= 1e-14 * size
    at = affine(values, points)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(flat, np.where(values[0] > 0, np.inf, -np.inf), at / slope)


def crossed(distance: Array) -> Array:
    """Distances of the corners (k, ...) -> whether the line divides the polygon: (...)."""
    return np.asarray((distance.min(axis=0) < -NEAR) & (distance.max(axis=0) > NEAR))


def halves(polygon: Array, distance: Array) -> tuple[Array, Array]:
    """The parts below and above a line that divides the polygon; distance: (k,).

    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> below, above = halves(square, square[:, 0] - 0.25)
    >>> area(below), area(above)
    (0.25, 0.75)
    """
    d = np.where(np.abs(distance) <= NEAR, 0.0, distance)
    below: list[Array] = []
    above: list[Array] = []
    for corner, following, d0, d1 in zip(
        polygon, np.roll(polygon, -1, axis=0), d, np.roll(d, -1), strict=True
    ):
        if d0 <= 0:
            below.append(corner)
        if d0 >= 0:
            above.append(corner)
        if d0 * d1 < 0:
            cut = corner + d0 / (d0 - d1) * (following - corner)
            below.append(cut)
            above.append(cut)
    return np.array(below), np.array(above)


def area(polygon: Array) -> float:
    """½ |Σ x_i y_(i+1) - x_(i+1) y_i|."""
    x, y = (polygon - polygon[0]).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def shared(one: Array, other: Array) -> float:
    """The length of the border that two polygons without common inside share."""
    longest = 0.0
    for a, b in zip(one, np.roll(one, -1, axis=0), strict=True):
        along = b - a
        length = float(np.hypot(*along))
        if length <= NEAR:
            continue
        along = along / length
        from_a = other - a
        off = np.abs(from_a[:, 0] * along[1] - from_a[:, 1] * along[0])
        place = from_a @ along
        for i in range(len(other)):
            j = (i + 1) % len(other)
            if max(off[i], off[j]) <= 100 * NEAR:
                low, high = sorted((place[i], place[j]))
                longest = max(longest, min(high, length) - max(low, 0.0))
    return longest
