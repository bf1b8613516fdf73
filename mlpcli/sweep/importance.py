"""How much each axis of a sweep matters: the share of the variance that it explains by itself."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from typing import Any

from mlpcli.sweep.standing import Standing, by_point, fault, standing, varied
from mlpcli.sweep.trial import Result

BINS = 5
"""Groups that the values of a continuous axis are sorted into, at most."""

ABSENT = "absent"
"""Stands for the value of a point that does not have the axis."""


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
    for group, point in zip(groups([p.overrides.get(key, ABSENT) for p in points]), points, strict=True):
        members.setdefault(group, []).append(point.mean)
    explained = [mean for ys in members.values() for mean in [statistics.mean(ys)] * len(ys)]
    total = statistics.pstdev([point.mean for point in points])  # deviations, for variances overflow
    return min((statistics.pstdev(explained) / total) ** 2, 1.0) if total > 0 else 0.0


def groups(values: Sequence[Any]) -> list[object]:
    """The group of each value: the value itself, as JSON, or the number of its bin.

    >>> groups(["adam", "sgd", "adam"])
    ['"adam"', '"sgd"', '"adam"']
    >>> groups([0.1, 0.7, 0.2, 0.9, 0.5, 0.3])  # sizes differ by one at most
    [0, 3, 0, 4, 2, 1]
    """
    ordered = sorted(value for value in values if _is_number(value))
    bins: dict[float, int] = {}
    if len(set(ordered)) > max(BINS, len(values) / 2):
        for place, value in enumerate(ordered):  # equal values share the bin of the first of them
            bins.setdefault(value, place * BINS // len(ordered))
    return [bins[value] if bins and _is_number(value) else json.dumps(value, default=str) for value in values]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
