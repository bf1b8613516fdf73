"""The baselines of the folds as those of all: their means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mlpcli.cross_validation.statistics import moments

MODELS = ("constant", "linear")


def mean_baselines(folds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The means over the folds of what a run's baselines say, in the same form; {} where a fold has none.

    A model that a fold lacks has none either, and `skipped` says why.

    >>> a, b = ({"part": "test", "constant": {"loss": v}, "linear": None, "skipped": "…"} for v in (1.0, 3.0))
    >>> mean_baselines([a, b])
    {'part': 'test', 'constant': {'loss': 2.0}, 'linear': None, 'skipped': '…'}
    """
    if not all(folds) or len({fold["part"] for fold in folds}) > 1:
        return {}
    told: dict[str, Any] = {"part": folds[0]["part"]}
    told |= {model: _mean([fold[model] for fold in folds]) for model in MODELS}
    skipped = next((fold["skipped"] for fold in folds if fold.get("skipped")), "")
    return told | ({"skipped": skipped} if skipped else {})


def _mean(scores: Sequence[Mapping[str, float] | None]) -> dict[str, float] | None:
    known = [own for own in scores if own is not None]
    if len(known) < len(scores):
        return None
    return {name: moments([own[name] for own in known])[0] for name in known[0]}
