"""The trials of a point taken together: do they count, their mean, and how sure it is."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlpcli.sweep.trial import Overrides, Result


@dataclass(frozen=True)
class Standing:
    """A point whose trials all came to a finite objective.

    `overrides` are those that its trials have in common, `best` is the best of its trials. `deviation` is
    the sample standard deviation s over its n trials and `standard_error` s/√n; both NaN for one trial.
    `p_value` and `comparable` compare it with the best point, see `ranking`; None where they cannot.
    """

    point: int
    overrides: Overrides
    trials: tuple[Result, ...]
    best: Result
    mean: float
    deviation: float
    standard_error: float
    p_value: float | None = None
    comparable: bool | None = None


def by_point(results: Iterable[Result]) -> list[tuple[Result, ...]]:
    """The trials of each point, in the order of their names; the points by their number."""
    groups: dict[int, list[Result]] = {}
    for result in results:
        groups.setdefault(result.point, []).append(result)
    return [tuple(sorted(groups[point], key=lambda result: result.trial)) for point in sorted(groups)]


def fault(result: Result, objective: str) -> str:
    """Why the trial does not count; empty if it does.

    >>> result = Result("", "0007", 7, 0, {}, "done", scores={"validation_loss": math.nan})
    >>> fault(result, "validation_loss"), fault(result, "validation_f1")
    ('validation_loss is nan', 'it has no validation_f1; there is validation_loss')
    """
    if result.status != "done":
        return f"{result.status}: {result.detail}" if result.detail else result.status
    if objective not in result.scores:
        return f"it has no {objective}; there is {', '.join(result.scores) or 'no score'}"
    value = result.scores[objective]
    return "" if math.isfinite(value) else f"{objective} is {value}"


def standing(trials: Sequence[Result], objective: str, sign: int) -> Standing:
    """Of the trials of one point, none with a fault. sign is +1 where less is better, -1 where more is."""
    values = [result.scores[objective] for result in trials]
    deviation = statistics.stdev(values) if len(values) > 1 else math.nan
    return Standing(
        point=trials[0].point,
        overrides=common(trials),
        trials=tuple(trials),
        best=min(trials, key=lambda result: sign * result.scores[objective]),
        mean=statistics.mean(values),  # exact: it cannot overflow, and equal values have no deviation
        deviation=deviation,
        standard_error=deviation / math.sqrt(len(values)),
    )


def common(trials: Sequence[Result]) -> dict[str, object]:
    """The overrides that all the trials have: the point's own, without a seed or fold of each trial."""
    first, *others = (result.overrides for result in trials)
    return {k: v for k, v in first.items() if all(k in other and other[k] == v for other in others)}


def varied(standings: Iterable[Overrides]) -> list[str]:
    """The keys in which the overrides differ, in the order they first appear.

    >>> varied([{"seed": 1, "loss": "mse"}, {"seed": 1, "loss": "mse", "optimizer.beta": 0.9}])
    ['optimizer.beta']
    """
    every = list(standings)
    keys = dict.fromkeys(key for overrides in every for key in overrides)
    return [key for key in keys if len({_text(overrides, key) for overrides in every}) > 1]


def _text(overrides: Overrides, key: str) -> str:
    return json.dumps(overrides[key], default=str) if key in overrides else ""


def replicates(trials: Sequence[Result], objective: str) -> Mapping[tuple[int, str], float]:
    """The objective of each trial by what tells the trials of a point apart: seed, and fold if there is one.

    Trials of two points with the same key saw the same chance: they are the pairs of a comparison.
    """
    shared = common(trials)
    return {
        (
            result.seed,
            json.dumps({k: v for k, v in result.overrides.items() if k not in shared}, default=str),
        ): (result.scores[objective])
        for result in trials
    }
