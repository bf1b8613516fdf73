"""What `mlp sweep --json` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mlpcli.sweep.ranking import Ranking
from mlpcli.sweep.standing import Standing, fault
from mlpcli.sweep.trial import Result


def sweep_summary(
    sweep: str, results: Sequence[Result], ranking: Ranking, importance: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """The sweep's folder, its counts, the best, the ranking, what does not rank, the importance.

    `pruned` counts the trials that the method gave up,
    `failed` counts the trials that do not count: failed, diverged or without a finite objective. The `trial`
    of a point of several is the best of them; `mean` and the best's objective are over all of them.
    """
    return {
        "sweep": sweep,
        "trials": len(results),
        "failed": sum(bool(fault(r, ranking.objective)) and r.status != "pruned" for r in results),
        "pruned": sum(result.status == "pruned" for result in results),
        "objective": ranking.objective,
        "direction": ranking.direction,
        "best": None if ranking.best is None else _best(ranking.best, ranking.objective),
        "ranking": [_standing(point) for point in ranking.standings],
        "unranked": [
            {"point": point.point, "overrides": dict(point.overrides), "reason": point.reason}
            for point in ranking.unranked
        ],
        "importance": dict(importance or {}),
    }


def _best(point: Standing, objective: str) -> dict[str, Any]:
    return {"trial": point.best.trial, "spec": dict(point.best.overrides), objective: point.mean}


def _standing(point: Standing) -> dict[str, Any]:
    return {
        "trial": point.best.trial,
        "point": point.point,
        "overrides": dict(point.overrides),
        "mean": point.mean,
        "std": point.deviation,
        "standard_error": point.standard_error,
        "seeds": len(point.trials),
        "comparable": point.comparable,
    }
