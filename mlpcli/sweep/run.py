"""A sweep from its points to its results: what is missing is trained, what is there is kept."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from mlpcli.sweep.catalog import Catalog, Facts
from mlpcli.sweep.claims import Claims
from mlpcli.sweep.executor import TICK, Executor, Finished
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.method.base import Ask
from mlpcli.sweep.plan import Stack, Task, data_key, plan
from mlpcli.sweep.space import affordable_points
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.standing import fault
from mlpcli.sweep.train import failed
from mlpcli.sweep.trial import Result, Trial
from mlpcli.training.loop import Interrupt


@dataclass(frozen=True)
class Started:
    """A stack has begun here."""

    stack: Stack


@dataclass(frozen=True)
class Learned:
    """Results are there: of a stack that has ended here, or of another process."""

    results: tuple[Result, ...]


@dataclass(frozen=True)
class Waiting:
    """Nothing has happened for a while."""


Event: TypeAlias = Started | Learned | Waiting


class Sweep:
    """The course of a sweep. All that it needs to know is in the ledger; `results` is what it knows so far.

    `limit` is the number of points that a budget leaves of a method's first.
    """

    def __init__(
        self, spec: SweepSpec, catalog: Catalog, ledger: Ledger, jobs: int, limit: int | None = None
    ):
        self.spec, self.catalog, self.ledger = spec, catalog, ledger
        self.results: dict[str, Result] = {}
        self._jobs, self._limit = jobs, limit
        self._scores: dict[tuple[int, int], float] = {}
        self._asks: Sequence[Ask] = ()
        self._number = 0
        ledger.refresh()
        self._look()

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

    def packed(self, tasks: Sequence[Task]) -> list[list[Task]]:
        """The tasks in groups that train together, the longest first."""
        sizes = {
            data_key(task.trial.experiment): (facts.shape, facts.outputs)
            for task in tasks
            if isinstance(facts := self.catalog.facts(task.trial), Facts)
        }
        packs = plan(tasks, sizes, jobs=self._jobs, size=self.spec.stack)
        return sorted(packs, key=lambda pack: -sum(task.until - task.begun for task in pack))

    def run(
        self, executor: Executor, claims: Claims, interrupt: Interrupt, deadline: float | None = None
    ) -> Iterator[Event]:
        """Trains what is missing, keeping each result in the ledger before telling of it.

        Stops at once when asked to, giving up what is under way; past the deadline (of time.monotonic) it
        begins no other stack. Trials that another process has claimed are waited for.
        """
        packs = deque(self.packed(self.missing))
        under_way: dict[int, list[str]] = {}
        while not interrupt.is_set():
            late = deadline is not None and time.monotonic() > deadline
            while packs and executor.room and not late:
                stack, names = self._stack(packs.popleft(), claims)
                if stack is not None:
                    under_way[stack.number] = names
                    executor.begin(stack)
                    yield Started(stack)
            if not under_way and (late or not self.missing):
                return
            ended = self._ended(executor, busy=bool(under_way))
            for finished in ended:
                self.ledger.add(finished.outcome)
                claims.release(under_way.pop(finished.stack.number))
            fresh = tuple(r for finished in ended for r in finished.outcome.results)
            fresh += tuple(self.ledger.refresh())
            if fresh:
                self._look()
                yield Learned(tuple(self._named(fresh)))
            else:
                yield Waiting()
            if not packs:
                busy = {name for names in under_way.values() for name in names}
                packs.extend(self.packed([t for t in self.missing if self._name(t) not in busy]))

    def _ended(self, executor: Executor, *, busy: bool) -> Sequence[Finished]:
        if busy:
            return executor.wait(TICK)
        time.sleep(TICK)  # others train what is missing
        return ()

    def _name(self, task: Task) -> str:
        return f"{self.catalog.identity(task.trial)}-{task.until}"

    def _stack(self, pack: Sequence[Task], claims: Claims) -> tuple[Stack | None, list[str]]:
        """The tasks of a pack that are still to be done and that nobody else does."""
        known = self.ledger.result
        todo = [task for task in pack if known(self.catalog.identity(task.trial), task.until) is None]
        taken = set(claims.take([self._name(task) for task in todo]))
        todo = [task for task in todo if self._name(task) in taken]
        if not todo:
            return None, []
        who = tuple(self.catalog.identity(task.trial) for task in todo)
        begun = [(identity, task.begun) for identity, task in zip(who, todo, strict=True)]
        paused = self.ledger.paused(begun) if todo[0].begun else ()
        self._number += 1
        stack = Stack(self._number, tuple(task.trial for task in todo), who, todo[0].share, paused)
        return stack, [self._name(task) for task in todo]

    def _look(self) -> None:
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

    def _named(self, results: Sequence[Result]) -> Iterator[Result]:
        """Those that belong to this sweep, under its names."""
        names = {result.identity: name for name, result in self.results.items()}
        for result in results:
            if result.identity in names:
                yield replace(result, trial=names[result.identity])


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
