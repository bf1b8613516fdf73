"""Training without a terminal: a plain line now and then, fit for pipes, files and logs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from mlpcli.report import wording
from mlpcli.report.course import Course, Plan, quantities
from mlpcli.report.display import Display
from mlpcli.training.events import EpochEnd, Event, Progress

if TYPE_CHECKING:
    from typing import Self

    from rich.console import Console


class PlainDisplay(Display):
    """A line for the first epoch, for the last, and between them at most one every `interval` seconds.

    No colours, no cursor movements, no line wrapped: each line can be searched for.
    """

    def __init__(
        self,
        plan: Plan,
        console: Console,
        interval: float = 10.0,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._course = Course(plan)
        self._console = console
        self._interval = interval
        self._clock = clock
        self._quantities = quantities(plan)
        self._begin = self._written = clock()
        self._last_line: EpochEnd | None = None
        for event in plan.past:
            self._course.take(event)
        self._first = self._course.epochs_done + 1

    def __enter__(self) -> Self:
        if self._course.plan.detail:
            self._write(self._course.plan.detail)
        return self

    def show(self, event: Event) -> None:
        """Writes a line if one is due."""
        ended = self._course.take(event)
        if ended is None and not isinstance(event, Progress):
            return
        now = self._clock()
        if ended is not None and ended.epoch == self._first:
            self._write_epoch(ended)
        elif now - self._written >= self._interval:
            if ended is not None:
                self._write_epoch(ended)
            elif (running := self._course.running) is not None:
                self._write_progress(running)

    def close(self) -> None:
        """The last epoch, if it has no line yet, and how it ended."""
        latest = self._course.latest
        if latest is not None and latest is not self._last_line and latest.epoch >= self._first:
            self._write_epoch(latest)
        self._write("; ".join(filter(None, [self._course.end_in_words(), self._course.best_in_words()])))

    def _write_epoch(self, epoch: EpochEnd) -> None:
        numbers = (f"{quantity.name} {quantity.written(quantity.of(epoch))}" for quantity in self._quantities)
        self._write(f"epoch {epoch.epoch}/{self._course.plan.epochs}: {', '.join(numbers)}{self._left()}")
        self._last_line = epoch

    def _write_progress(self, running: Progress) -> None:
        self._write(
            f"epoch {running.epoch}/{self._course.plan.epochs}: batch {running.batch}/{running.batches}, "
            f"training_loss {wording.number(running.loss)}{self._left()}"
        )

    def _left(self) -> str:
        done, elapsed = self._course.done - (self._first - 1), self._clock() - self._begin
        remaining = self._course.plan.epochs - self._course.done
        if done <= 0 or remaining <= 0:
            return ""
        return f", about {wording.duration(elapsed / done * remaining)} left"

    def _write(self, line: str) -> None:
        title = self._course.plan.title
        self._console.print(
            f"{title} {line}".lstrip(),
            markup=False,
            highlight=False,
            emoji=False,
            soft_wrap=True,
        )
        self._written = self._clock()
