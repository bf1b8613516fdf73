"""What the diagnoses of the folds have noticed, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def noticed(diagnoses: Sequence[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Each finding once, as it is where its number is largest; `folds` are those that have it, from 1.

    The findings that most folds have come first.

    >>> one = {"finding": "overfitting", "number": 1.5, "where": "validation_loss", "advice": "…"}
    >>> found = noticed([[one], [], [{**one, "number": 2.0}]])
    >>> [(f["number"], f["where"], f["folds"]) for f in found]
    [(2.0, 'fold 3, validation_loss; also in fold 1', [1, 3])]
    """
    found: dict[tuple[str, str], list[tuple[int, Mapping[str, Any]]]] = {}
    for fold, diagnosis in enumerate(diagnoses, start=1):
        for finding in diagnosis:
            key = finding["finding"], finding["where"] if finding["finding"] in BY_LAYER else ""
            found.setdefault(key, []).append((fold, finding))
    return [_together(same) for same in sorted(found.values(), key=len, reverse=True)]


BY_LAYER = {"dead_units", "saturated_units"}
"""Findings that each layer has for itself; of others the place tells no two apart."""


def _together(same: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
    worst, finding = max(same, key=lambda one: abs(one[1]["number"]))
    folds = list(dict.fromkeys(fold for fold, _ in same))
    others = [str(fold) for fold in folds if fold != worst]
    also = f"; also in fold{'s' * (len(others) > 1)} {', '.join(others)}" if others else ""
    return {**finding, "where": f"fold {worst}, {finding['where']}{also}", "folds": folds}
