"""Which points are best, and which cannot be told apart from the best one.

The mark of a point says only this: had it and the best point the same mean, differences as large as those
seen between them, seed by seed, would come up in 5 % of sweeps or more. It is a look at one pair of points.
It does not say that the two are equal, and with many points some are marked, and some not, by chance: nothing
is corrected for the number of comparisons.

The winner's curse: the best of many noisy means is best partly by luck, so its mean flatters it, the more
so the more points there are. What the winner is worth is told by rows that had no part in choosing it: the
test rows, looked at once, at the end.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from mlpcli.config.suggest import nearest
from mlpcli.errors import Problem, SpecError
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric, Metric
from mlpcli.sweep.standing import Standing, by_point, common, fault, replicates, standing
from mlpcli.sweep.student import p_value
from mlpcli.sweep.trial import Overrides, Result

Direction: TypeAlias = Literal["min", "max"]
"""Whether less or more is better."""

LEVEL = 0.05
"""Below this p-value a point counts as worse than the best."""


@dataclass(frozen=True)
class Unranked:
    """A point that does not rank, and why."""

    point: int
    overrides: Overrides
    trials: tuple[Result, ...]
    reason: str


@dataclass(frozen=True)
class Ranking:
    """The points that count, best first, and the others."""

    objective: str
    direction: Direction
    standings: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]

    @property
    def best(self) -> Standing | None:
        """The winner, if any point counts."""
        return self.standings[0] if self.standings else None


def rank(results: Sequence[Result], objective: str, direction: Direction, *, seeds: int = 1) -> Ranking:
    """Sorts the points by the mean of their trials; equal means by the point's number.

    A point ranks if it has at least `seeds` trials (one or two lucky ones of three would not be fair) and
    all of them are done with a finite objective.
    """
    sign = 1 if direction == "min" else -1
    ranked, unranked = [], []
    for trials in by_point(results):
        reason = _reason(trials, objective, seeds)
        if reason:
            unranked.append(Unranked(trials[0].point, common(trials), trials, reason))
        else:
            ranked.append(standing(trials, objective, sign))
    ranked.sort(key=lambda point: (sign * point.mean, point.point))
    compared = tuple(_compared(point, ranked[0], objective) for point in ranked)
    return Ranking(objective, direction, compared, tuple(unranked))


def _reason(trials: Sequence[Result], objective: str, seeds: int) -> str:
    faults = [(result.trial, why) for result in trials if (why := fault(result, objective))]
    if faults and all(result.status == "pruned" for result in trials):
        return trials[0].detail
    if faults:
        trial, why = faults[0]
        return why if len(trials) == 1 else f"{len(faults)} of {len(trials)} trials; {trial} {why}"
    return f"{len(trials)} of {seeds} trials are done" if len(trials) < seeds else ""


def _compared(point: Standing, best: Standing, objective: str) -> Standing:
    """With the p-value of the paired t-test against the best: t = d̄ / (s/√n) over the n common replicates.

    *Source:* Student 1908, section IX.
    """
    ours, theirs = replicates(point.trials, objective), replicates(best.trials, objective)
    differences = [ours[key] - theirs[key] for key in ours if key in theirs]
    if len(differences) < 2:
        return point
    p = paired_p_value(differences)
    return replace(point, p_value=p, comparable=p >= LEVEL)


def paired_p_value(differences: Sequence[float]) -> float:
    """How often chance gives differences as far from 0 as these n ≥ 2, if their true mean is 0.

    >>> round(paired_p_value([1.0, 2.0, 3.0]), 4)  # t = 2√3 of 2 degrees: 1 - √(6/7)
    0.0742
    """
    n = len(differences)
    mean, deviation = statistics.mean(differences), statistics.stdev(differences)
    if deviation == 0:
        return 1.0 if mean == 0 else 0.0
    return p_value(mean / (deviation / math.sqrt(n)), n - 1)


def direction_of(objective: str) -> Direction:
    """Which way is better: of losses less, of metrics what they say. Raises SpecError.

    >>> direction_of("validation_loss"), direction_of("validation_accuracy")
    ('min', 'max')
    """
    known: dict[str, Direction] = {"validation_loss": "min", "training_loss": "min"}
    for name, metric in kinds(AnyMetric).items():
        if issubclass(metric, Metric) and metric.scalar:
            known[f"validation_{name}"] = metric.direction
    if objective in known:
        return known[objective]
    part, _, name = objective.rpartition(".")  # of one of several targets: validation_price.rmse
    if part.startswith("validation_") and f"validation_{name}" in known:
        return known[f"validation_{name}"]
    near = nearest(objective, known)
    hint = f"; did you mean {near!r}?" if near else f"; there are {', '.join(known)}"
    raise SpecError([Problem("objective", f"unknown objective {objective!r}{hint}")])
