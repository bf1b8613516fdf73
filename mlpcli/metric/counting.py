"""What the metrics share: from probabilities to classes, from classes to counts, and means over rows.

Nothing here warns: 0 rows and NaN predictions end as NaN, so that no metric has to look for them.
"""

from __future__ import annotations

import math

import numpy as np

from mlpcli.arrays import Array


def labels(columns: Array) -> Array:
    """The class of every row: (..., N, O) -> (..., N). Serves predictions and targets alike.

    One column is the probability of the second class, which must exceed 1/2 (on a tie the first class
    wins, as it does with two columns); more columns are one a class.

    >>> labels(np.array([[0.2, 0.5, 0.3], [0.4, 0.2, 0.4]])).tolist()
    [1, 0]
    >>> labels(np.array([[0.5], [0.6]])).tolist()
    [False, True]
    """
    if columns.shape[-1] == 1:
        return np.asarray(columns[..., 0] > 0.5)
    return np.asarray(columns.argmax(axis=-1))


def confusion(prediction: Array, target: Array) -> Array:
    """Rows counted by true class (down) and predicted class (across): (..., N, O) -> (..., C, C).

    Float64, since the counts are divided next, and since NaN marks 0 rows or a NaN prediction.
    One bincount serves all replicas: replica r counts in cells r C² + C true + predicted.

    >>> confusion(np.array([[0.9], [0.2], [0.8]]), np.array([[1.0], [1.0], [0.0]])).tolist()
    [[0.0, 1.0], [1.0, 1.0]]
    """
    C = max(prediction.shape[-1], 2)
    replicas, N = prediction.shape[:-2], prediction.shape[-2]
    if N == 0:
        return np.full((*replicas, C, C), np.nan)
    cell = labels(target) * C + labels(prediction)
    R = math.prod(replicas)
    cell = cell.reshape(R, N) + np.arange(0, R * C * C, C * C)[:, np.newaxis]
    counts = np.bincount(cell.ravel(), minlength=R * C * C).reshape(*replicas, C, C)
    return counts + nan_or_zero(prediction)[..., np.newaxis, np.newaxis]


def nan_or_zero(prediction: Array) -> Array:
    """A term that is NaN where a network predicts NaN, else 0: (..., N, O) -> (...).

    Comparing and sorting hide a NaN; adding this shows it, cheaper than asking every entry.

    >>> nan_or_zero(np.array([[[0.1], [0.9]], [[0.1], [np.nan]]])).tolist()
    [0.0, nan]
    """
    return np.asarray(0 * np.add.reduce(prediction, axis=(-2, -1)))


def mean(x: Array, axis: int) -> Array:
    """The mean along an axis, summed in float64 whatever x is; NaN along an axis of length 0.

    >>> float(mean(np.array([1.0, 2.0]), -1)), float(mean(np.array([]), -1))
    (1.5, nan)
    """
    return quotient(*total(x, axis))


def total(x: Array, axis: int) -> tuple[Array, Array]:
    """The sum along an axis, in float64 whatever x is, and the length of the axis."""
    return np.asarray(np.add.reduce(x, axis=axis, dtype=np.float64)), np.asarray(x.shape[axis])


def quotient(sum_: Array, count: Array) -> Array:
    """The mean of numbers by their sum, NaN of none."""
    return np.asarray(sum_ / (int(count) or math.nan))


def share(part: Array, whole: Array) -> Array:
    """The quotient part / whole, and 0 where whole is 0.

    >>> share(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist()
    [0.25, 0.0]
    """
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def diagonal(counts: Array) -> Array:
    """The rows with the right class, by class: (..., C, C) -> (..., C)."""
    return counts.diagonal(axis1=-2, axis2=-1)
