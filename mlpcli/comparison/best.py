"""Which of several runs has the best number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mlpcli.comparison.likeness import Likeness
from mlpcli.errors import SpecError
from mlpcli.store.contents import PARTS
from mlpcli.sweep.ranking import direction_of

ROUNDING = 1e-12
"""Numbers that differ by less are equal: a mean over folds is rounded."""

Places = dict[str, dict[str, list[int]]]


def best(scores: Sequence[Mapping[str, Mapping[str, Any]]], likeness: Likeness) -> Places:
    """By part and metric the places of the best, several where they are equal.

    Left out is what cannot be compared, and what fewer than two have.

    >>> same = Likeness(True, True, True, dict.fromkeys(PARTS, True))
    >>> best([{"test": {"loss": 0.2, "accuracy": 0.3}}, {"test": {"loss": 0.3, "accuracy": 0.1 + 0.2}}], same)
    {'test': {'loss': [0], 'accuracy': [0, 1]}}
    """
    found: Places = {}
    for part in reversed(PARTS):
        for metric in dict.fromkeys(name for own in scores for name in own.get(part, {})):
            values = [_number(own.get(part, {}).get(metric)) for own in scores]
            places = _best(values, metric) if likeness.comparable(part, metric) else []
            if places:
                found.setdefault(part, {})[metric] = places
    return found


def _best(values: Sequence[float | None], metric: str) -> list[int]:
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return []
    try:
        choose = min if direction_of(f"validation_{metric}") == "min" else max
    except SpecError:  # a metric of another version: nobody knows which way is better
        return []
    top = choose(known)
    return [
        i
        for i, value in enumerate(values)
        if value is not None and math.isclose(value, top, rel_tol=ROUNDING)
    ]


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return value if is_number else None
