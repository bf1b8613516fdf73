"""A plane through a network's inputs: over two features, or through three rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mlpcli.analysis.subject import Run
from mlpcli.arrays import Array
from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError

Window: TypeAlias = tuple[float, float, float, float]

MARGIN = 0.08


@dataclass(frozen=True, eq=False)
class Plane:
    """The window [x from, x to, y from, y to] of a plane; inputs (3, I) at three of its corners.

    These are (x from, y from), (x to, y from), (x from, y to), and count as (0, 0), (1, 0), (0, 1).
    """

    names: tuple[str, str]
    window: Window
    corners: Array

    def places(self, points: Array) -> Array:
        """Points (k, 2) of the unit square in the window's own units."""
        x0, x1, y0, y1 = self.window
        return np.asarray(points * [x1 - x0, y1 - y0] + [x0, y0])

    def per_unit(self, gradient: Array) -> Array:
        """∂y/∂(u, v): (2, O) of the unit square -> by the window's units."""
        x0, x1, y0, y1 = self.window
        return np.asarray(gradient / np.array([[x1 - x0], [y1 - y0]]))


def plane_of(
    run: Run,
    window: Window | None,
    columns: tuple[str, str] | None,
    points: tuple[int, int, int] | None,
) -> Plane:
    """The plane that is asked for. Raises UsageError for columns or rows that are not there."""
    if window is not None and not (window[0] < window[1] and window[2] < window[3]):
        raise UsageError(f"window: expected x from < x to, y from < y to; found {list(window)}")
    if points is not None and columns is not None:
        raise UsageError("a plane is over two columns or through three points: give one of them")
    return _through(run, points, window) if points is not None else _over(run, columns, window)


def _over(run: Run, columns: tuple[str, str] | None, window: Window | None) -> Plane:
    features = run.trained.coding.features
    if columns is None:
        columns = (features.names[0], features.names[1])
    i, j = (_position(features.names, name) for name in columns)
    if i == j:
        raise UsageError(f"columns: expected two, found {columns[0]!r} twice")
    x = np.asarray(run.samples("train").x, dtype=np.float64)
    shift, scale = features.shift[[i, j]], features.scale[[i, j]]
    if window is None:
        values = x[:, [i, j]] * scale + shift
        low, high = values.min(axis=0), values.max(axis=0)
        margin = np.where(high > low, MARGIN * (high - low), 1.0)
        low, high = low - margin, high + margin
        window = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    ends = (np.array(window).reshape(2, 2).T - shift) / scale
    corners = np.tile(x.mean(axis=0), (3, 1))
    corners[:, i] = ends[[0, 1, 0], 0]
    corners[:, j] = ends[[0, 0, 1], 1]
    return Plane((columns[0], columns[1]), window, corners)


def _through(run: Run, points: tuple[int, int, int], window: Window | None) -> Plane:
    x = np.asarray(run.samples("train").x, dtype=np.float64)
    for row in points:
        if not 0 <= row < len(x):
            raise UsageError(f"points: the training part has rows 0 to {len(x) - 1}, found {row}")
    a, b, c = x[list(points)]
    if np.linalg.matrix_rank(np.stack([b - a, c - a])) < 2:
        raise UsageError("points: these three rows are on one line")
    window = window or (-0.5, 1.5, -0.5, 1.5)
    x0, x1, y0, y1 = window
    corners = np.stack([a + u * (b - a) + v * (c - a) for u, v in ((x0, y0), (x1, y0), (x0, y1))])
    names = (f"row {points[0]} to row {points[1]}", f"row {points[0]} to row {points[2]}")
    return Plane(names, window, corners)


def _position(names: tuple[str, ...], name: str) -> int:
    if name not in names:
        near = nearest(name, names)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(names[:20])}"
        raise UsageError(f"there is no feature {name!r}; {hint}")
    return names.index(name)
