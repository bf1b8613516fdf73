"""Mean, deviation and standard error over folds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Scores = Mapping[str, Mapping[str, float]]
"""Metrics by part: {"validation": {"loss": 0.08, …}, …}."""

Table = dict[str, dict[str, float]]


def statistics(folds: Sequence[Scores]) -> dict[str, Table]:
    """For each metric of each part that all folds have: mean, std, standard_error.

    std = √(Σ (v - mean)² / (k - 1)), standard_error = std / √k.

    The error is that of k independent measurements. Folds share most of their training rows, so the true
    error of the mean is larger. *Source:* Laurent (cross-validation); Bengio, Grandvalet 2004.

    >>> table = statistics([{"test": {"loss": v}} for v in (1.0, 2.0, 3.0, 4.0)])
    >>> table["mean"]["test"]["loss"], round(table["std"]["test"]["loss"] ** 2, 6)
    (2.5, 1.666667)
    >>> round(table["standard_error"]["test"]["loss"] ** 2 * 4, 6)
    1.666667
    """
    found: dict[str, Table] = {"mean": {}, "std": {}, "standard_error": {}}
    for part, metrics in folds[0].items():
        for name in metrics:
            if not all(name in fold.get(part, {}) for fold in folds):
                continue
            mean, std = moments([fold[part][name] for fold in folds])
            found["mean"].setdefault(part, {})[name] = mean
            found["std"].setdefault(part, {})[name] = std
            found["standard_error"].setdefault(part, {})[name] = std / math.sqrt(len(folds))
    return found


def moments(values: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation; that of a single value is NaN.

    >>> moments([1.0, 3.0])
    (2.0, 1.4142135623730951)
    """
    mean = sum(values) / len(values)
    if len(values) < 2:
        return mean, math.nan
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
