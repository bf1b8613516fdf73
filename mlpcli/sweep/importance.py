"""How much each axis of a sweep matters: the share of the variance that it explains by itself."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from mlpcli.sweep.standing import Standing, by_point, fault, standing, varied
from mlpcli.sweep.trial import Result

BINS = 5
"""Groups that the values of a continuous axis are sorted into, at most."""

_ABSENT = "absent"


def importance(results: Sequence[Result], objective: str) -> dict[str, float]:
    """S = Var(E[y | axis]) / Var(y) of the points' means y, for each axis that varies; the largest first.

    The main effect: 1 if y depends on this axis alone, 0 if knowing it says nothing of y. In a full grid the
    shares add up to at most 1, and the rest is what axes do together; axes that vary together (paired, or by
    chance) share the credit. A few points in many groups explain something by chance: with N points in k
    groups about (k - 1)/(N - 1). Very bad points weigh heavily, as in every variance.

    E[y | axis] is the mean of the points of a group. Each value is a group; an axis of numbers of which most
    points have their own is cut by rank into groups of equal size, at most five. Points without the axis are
    a group too. Points that do not count are left out; without variance all shares are 0.

    *Source:* Sobol 1993; Saltelli et al., Global Sensitivity Analysis (2008), section 1.2.
    """
    counted = [trials for trials in by_point(results) if not any(fault(r, objective) for r in trials)]
    points = [standing(trials, objective, sign=1) for trials in counted]
    shares = {key: _share(key, points) for key in varied(point.overrides for point in points)}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _share(key: str, points: Sequence[Standing]) -> float:
    members: dict[object, list[float]] = {}
    for group, point in zip(groups([p.overrides.get(key, _ABSENT) for p in points]), points, strict=True):
        members.setdefault(group, []).append(point.mean)
    means = [(statistics.mean(ys), len(ys)) for ys in members.values()]
    total = statistics.pvariance([point.mean for point in points])
    explained = statistics.pvariance([mean for mean, count in means for _ in range(count)])
    return min(explained / total, 1.0) if total > 0 else 0.0


def groups(values: Sequence[Any]) -> list[object]:
    """The group of each value: the value itself, or the number of its bin.

    >>> groups(["adam", "sgd", "adam"])
    ['"adam"', '"sgd"', '"adam"']
    >>> groups([0.1, 0.7, 0.2, 0.9, 0.5, 0.3])  # sizes differ by one at most
    [0, 3, 0, 4, 2, 1]
    """
    numbers = {value for value in values if isinstance(value, int | float) and not isinstance(value, bool)}
    if len(numbers) <= max(BINS, len(values) / 2):
        return [json.dumps(value, default=str) for value in values]
    bins = _bins(sorted(value for value in values if _is_in(numbers, value)))
    return [bins[value] if _is_in(numbers, value) else json.dumps(value, default=str) for value in values]


def _bins(ordered: Sequence[float]) -> Mapping[float, int]:
    """The bin of each number; equal numbers share that of the first of them."""
    bins: dict[float, int] = {}
    for place, value in enumerate(ordered):
        bins.setdefault(value, place * BINS // len(ordered))
    return bins


def _is_in(numbers: set[Any], value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value in numbers
