"""The threshold above which the second of two classes is predicted, chosen by a metric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import Metric, above

MOST = 2000
"""Thresholds that are tried, at most."""

AT_A_TIME = 2_000_000
"""Decisions (thresholds times rows) that are held at a time."""


@dataclass(frozen=True)
class Choice:
    """A threshold, the metric there, and the metric at 1/2."""

    threshold: float
    value: float
    at_half: float


def chosen(metric: Metric, probability: Array, target: Array) -> Choice | None:
    """The threshold with the best metric on these rows, both (N, 1); of equally good ones the nearest to 1/2.

    None where there is nothing to choose from: no rows, one class only, or a prediction that is NaN.

    >>> from mlpcli.metric import Accuracy
    >>> probability, target = np.array([[0.1], [0.2], [0.3], [0.4]]), np.array([[0.0], [0.0], [1.0], [1.0]])
    >>> chosen(Accuracy(), probability, target)
    Choice(threshold=0.25, value=1.0, at_half=0.5)
    """
    if not len(target) or not np.isfinite(probability).all() or (target == target[0]).all():
        return None
    candidates = thresholds(probability[:, 0], target[:, 0])
    portion = max(AT_A_TIME // len(target), 1)
    values = np.concatenate(
        [
            metric.value(above(probability, candidates[i : i + portion, None, None]).astype(float), target)
            for i in range(0, len(candidates), portion)
        ]
    )
    gain = values if metric.direction == "max" else -values
    best = np.flatnonzero(gain >= gain.max())
    nearest = best[np.abs(candidates[best] - 0.5).argmin()]
    return Choice(float(candidates[nearest]), float(values[nearest]), float(values[-1]))


def thresholds(p: Array, y: Array) -> Array:
    """Midpoints between neighbouring probabilities where the class changes, both ends, 1/2 last: (K,).

    Elsewhere none is better: moving on to such a place only adds right decisions. Both are (N,).

    >>> thresholds(np.array([0.1, 0.2, 0.2, 0.6, 0.9]), np.array([0, 0, 1, 1, 1])).round(2).tolist()
    [0.15, 0.4, 0.05, 0.95, 0.5]
    """
    levels, place = np.unique(p.astype(np.float64), return_inverse=True)
    ones = np.bincount(place, weights=y, minlength=len(levels))
    rows = np.bincount(place, minlength=len(levels))
    pure = (ones[1:] == rows[1:]) & (ones[:-1] == rows[:-1]) | (ones[1:] == 0) & (ones[:-1] == 0)
    midpoints = ((levels[1:] + levels[:-1]) / 2)[~pure]
    if len(midpoints) > MOST:
        midpoints = midpoints[np.linspace(0, len(midpoints) - 1, MOST).round().astype(np.intp)]
    ends = [levels[0] / 2, (1 + levels[-1]) / 2]  # all of one class
    return np.concatenate([midpoints, ends, [0.5]])
