"""Where a sweep stands: what runs, what is done, what failed, the best so far, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mlpcli.report import wording
from mlpcli.report.curve import Curve
from mlpcli.report.sweep.names import first_line, in_words
from mlpcli.sweep.ranking import Direction
from mlpcli.sweep.standing import fault
from mlpcli.sweep.trial import Result


class SweepCourse:
    """The state of a sweep of `total` trials. Trials of `past` were finished before it began or went on."""

    def __init__(
        self,
        total: int,
        objective: str,
        direction: Direction,
        past: Iterable[Result],
        clock: Callable[[], float],
    ):
        self.total = total
        self.objective = objective
        self.direction = direction
        self.ended = 0
        self.failed = 0
        self.best: Result | None = None
        self.bests = Curve()
        self.last_failure = ""
        self.over = False
        self._stacks: list[set[str]] = []
        self._clock = clock
        for result in past:
            self._take(result)
        self._before = self.ended
        self._begin = self._latest = clock()

    def start(self, trials: Iterable[str]) -> None:
        """A stack of trials has begun, perhaps again."""
        names = set(trials)
        self._leave(names)
        self._stacks.append(names)

    def done(self, results: Iterable[Result]) -> None:
        """Trials have ended, well or not."""
        for result in results:
            self._leave({result.trial})
            self._take(result)
        self._latest = self._clock()

    @property
    def stacks(self) -> int:
        """Stacks that train now."""
        return len(self._stacks)

    @property
    def running(self) -> int:
        """Trials that train now."""
        return sum(map(len, self._stacks))

    @property
    def seconds(self) -> float:
        """Since it began, or went on."""
        return self._clock() - self._begin

    @property
    def speed(self) -> float:
        """Trials a second up to the one that ended last; 0 while there is none."""
        taken = self._latest - self._begin
        return (self.ended - self._before) / taken if taken > 0 else 0.0

    @property
    def left(self) -> float:
        """Seconds until the end, infinite while unknown."""
        if self.speed == 0:
            return float("inf")
        return max((self.total - self.ended) / self.speed - (self._clock() - self._latest), 0.0)

    def best_in_words(self) -> str:
        """The trial and what it changes."""
        if self.best is None:
            return ""
        return f"trial {self.best.trial}: {in_words(self.best.overrides)}".rstrip(": ")

    def end_in_words(self) -> str:
        """How far it came, and how long that took."""
        of = wording.count(self.total)
        how = f"done: {of}" if self.ended >= self.total else f"ended: {wording.count(self.ended)} of {of}"
        return f"{how} trial{'s' * (self.total != 1)} in {wording.duration(self.seconds)}"

    def _leave(self, trials: set[str]) -> None:
        self._stacks = [rest for stack in self._stacks if (rest := stack - trials)]

    def _take(self, result: Result) -> None:
        self.ended += 1
        why = fault(result, self.objective)
        if why:
            self.failed += 1
            self.last_failure = f"trial {result.trial} {first_line(why)}"
        elif self.best is None or self._is_better(result, self.best):
            self.best = result
        if self.best is not None:
            self.bests.add(self.best.scores[self.objective])

    def _is_better(self, result: Result, other: Result) -> bool:
        a, b = result.scores[self.objective], other.scores[self.objective]
        return a < b if self.direction == "min" else a > b
