"""What a sweep has asked for, what is known of it, and what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlpcli.sweep.catalog import Catalog
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.method.base import Ask
from mlpcli.sweep.plan import Task
from mlpcli.sweep.space import affordable_points
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.standing import fault
from mlpcli.sweep.train import failed
from mlpcli.sweep.trial import Result, Trial


class Board:
    """Asks the method with the scores of what the ledger knows, until it asks for what is not known.

    `results` is what is known so far, by the trial's name, the latest rung of each. `limit` is the number of
    points that a budget leaves of a grid.
    """

    def __init__(self, spec: SweepSpec, catalog: Catalog, ledger: Ledger, limit: int | None = None):
        self.spec, self.catalog, self.ledger = spec, catalog, ledger
        self.results: dict[str, Result] = {}
        self._limit = limit
        self._scores: dict[tuple[int, int], float] = {}
        self._asks: Sequence[Ask] = ()
        ledger.refresh()
        self.look()

    @property
    def missing(self) -> list[Task]:
        """What the method asks for and nobody knows yet, trials in order."""
        return [
            Task(trial, ask.share, self.ledger.begun(who, trial.until(ask.share)))
            for ask in self._asks
            if (ask.point.number, ask.rung) not in self._scores
            for trial in self.catalog.of(ask.point)
            if (who := self.catalog.identity(trial))
            and self.ledger.result(who, trial.until(ask.share)) is None
        ]

    def outcome(self) -> list[Result]:
        """What came out, in the order of the trials; those that the method gave up are marked as such."""
        return [_final(self.results[name]) for name in sorted(self.results)]

    def named(self, results: Sequence[Result]) -> Iterator[Result]:
        """Those that belong to this sweep, under its names."""
        names = {result.identity: name for name, result in self.results.items()}
        for result in results:
            if result.identity in names:
                yield replace(result, trial=names[result.identity])

    def look(self) -> None:
        """Asks the method again, and so on, until it asks for nothing that is known already."""
        method, space, affordable = self.spec.method, self.spec.space, affordable_points(self.spec)
        while True:
            if not self._asks or method.adapts:
                asks = method.asks(space, self._scores, affordable)
                self._asks = [ask for ask in asks if self._limit is None or ask.point.number < self._limit]
            new = {
                (ask.point.number, ask.rung): score
                for ask in self._asks
                if (ask.point.number, ask.rung) not in self._scores
                and (score := self._score(ask)) is not None
            }
            self._scores |= new
            if not (new and method.adapts):
                return

    def _score(self, ask: Ask) -> float | None:
        """The mean over the point's trials, less is better; inf if one failed, None if one is missing."""
        trials = self.catalog.of(ask.point)
        found = [self._result(trial, ask.share) for trial in trials]
        results = [result for result in found if result is not None]
        for result in results:
            self.results[result.trial] = result
        if len(results) < len(trials):
            return None
        if not trials:
            why = self.catalog.unusable[ask.point.number]
            name = f"{ask.point.number:04}"
            self.results[name] = Result("", name, ask.point.number, 0, ask.point.overrides, "failed", why)
            return math.inf
        if any(fault(result, self.spec.objective) for result in results):
            return math.inf
        values = [result.scores[self.spec.objective] for result in results]
        return self.spec.sign * sum(values) / len(values)

    def _result(self, trial: Trial, share: float) -> Result | None:
        """As it stands in the ledger, under the name and number that the trial has in this sweep."""
        facts = self.catalog.facts(trial)
        if isinstance(facts, str):
            return failed(trial, "", facts, share)
        result = self.ledger.result(self.catalog.identity(trial), trial.until(share))
        return None if result is None else _named(result, trial)


def _final(result: Result) -> Result:
    if result.ended:
        return result
    return replace(result, status="pruned", detail=f"given up in epoch {result.epochs}")


def _named(result: Result, trial: Trial) -> Result:
    return replace(
        result,
        trial=trial.name,
        point=trial.point.number,
        seed=trial.seed,
        overrides=dict(trial.overrides),
    )
