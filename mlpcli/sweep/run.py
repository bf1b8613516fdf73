"""A sweep from its points to its results: what is missing is trained, what is there is kept."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mlpcli.sweep.board import Board
from mlpcli.sweep.catalog import Facts
from mlpcli.sweep.claims import Claims
from mlpcli.sweep.executor import TICK, Executor, Finished
from mlpcli.sweep.plan import Stack, Task, plan
from mlpcli.sweep.trial import Result
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
    """The work of a sweep: packs what its board misses, has it trained, and keeps what comes out."""

    def __init__(self, board: Board, jobs: int):
        self.board, self._jobs = board, jobs
        self.spec, self.catalog, self.ledger = board.spec, board.catalog, board.ledger
        self._number = 0
        self._news: list[Result] = []

    def packed(self, tasks: Sequence[Task]) -> list[list[Task]]:
        """The tasks in groups that train together, the longest first."""
        sizes = {
            task.trial.data_key: (facts.shape, facts.outputs)
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
        packs = deque(self.packed(self.board.missing))
        under_way: dict[int, list[str]] = {}
        while not interrupt.is_set():
            late = deadline is not None and time.monotonic() > deadline
            if late:
                packs.clear()
            yield from self._begun(packs, under_way, executor, claims)
            if not under_way and (late or not self.board.missing):
                return
            ended = self._ended(executor, busy=bool(under_way))
            if not (late or interrupt.is_set()):  # whoever is idle works on while results are written
                yield from self._begun(packs, under_way, executor, claims)
            for finished in ended:
                self.ledger.add(finished.outcome)
                claims.release(under_way.pop(finished.stack.number))
            fresh = tuple(r for finished in ended for r in finished.outcome.results)
            fresh += (*self._news, *self.ledger.refresh())
            self._news.clear()
            if fresh:
                self.board.look()
                yield Learned(tuple(self.board.named(fresh)))
            else:
                yield Waiting()
            if not packs:
                busy = {name for names in under_way.values() for name in names}
                packs.extend(self.packed([t for t in self.board.missing if self._name(t) not in busy]))

    def _begun(
        self, packs: deque[list[Task]], under_way: dict[int, list[str]], executor: Executor, claims: Claims
    ) -> list[Started]:
        """Begins as many stacks as there is room for, before it tells of any."""
        begun = []
        while packs and executor.room:
            stack, names = self._stack(packs.popleft(), claims)
            if stack is not None:
                under_way[stack.number] = names
                executor.begin(stack)
                begun.append(Started(stack))
        return begun

    def _ended(self, executor: Executor, *, busy: bool) -> Sequence[Finished]:
        if busy:
            return executor.wait(TICK)
        time.sleep(TICK)  # others train what is missing
        return ()

    def _name(self, task: Task) -> str:
        return f"{self.catalog.identity(task.trial)}-{task.until}"

    def _stack(self, pack: Sequence[Task], claims: Claims) -> tuple[Stack | None, list[str]]:
        """The tasks of a pack that are still to be done and that nobody else does."""
        taken = set(claims.take([self._name(task) for task in pack]))
        self._news += self.ledger.refresh()  # whoever held a claim before us has written what came out
        known = self.ledger.result
        todo = [
            task
            for task in pack
            if self._name(task) in taken and known(self.catalog.identity(task.trial), task.until) is None
        ]
        claims.release(taken - {self._name(task) for task in todo})
        if not todo:
            return None, []
        who = tuple(self.catalog.identity(task.trial) for task in todo)
        begun = [(identity, task.begun) for identity, task in zip(who, todo, strict=True)]
        paused = self.ledger.paused(begun) if todo[0].begun else ()
        self._number += 1
        stack = Stack(self._number, tuple(task.trial for task in todo), who, todo[0].share, paused)
        return stack, [self._name(task) for task in todo]
