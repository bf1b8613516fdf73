"""A sweep while it runs: redrawn on a terminal, a line now and then elsewhere, nothing when quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mlpcli.report import wording
from mlpcli.report.glyphs import Glyphs
from mlpcli.report.screen import Screen, can_redraw
from mlpcli.report.sweep.course import SweepCourse
from mlpcli.report.sweep.frame import SweepFrame, counts, sought
from mlpcli.sweep.ranking import Direction
from mlpcli.sweep.trial import Result

if TYPE_CHECKING:
    from typing import Self

    from rich.console import Console

BURST = 5
"""Frames that may follow each other at once, as when several stacks end together."""

PAUSE = 0.2
"""Seconds between two frames."""

INTERVAL = 10.0
"""Seconds between two lines where there is no terminal."""


class SweepDisplay:
    """Shows a sweep of `total` trials.

    with SweepDisplay(64, "validation_loss", "min", "digits-sweep") as display:
        display.start(["0000", "0001"])  # a stack
        display.done(*results)           # some trials of it, or all

    `past` are results from before, for a sweep that is continued: they count as done, but not for the speed.
    The console is standard error unless given. Nothing is drawn between calls: whoever waits for long calls
    `tick` now and then.
    """

    def __init__(
        self,
        total: int,
        objective: str,
        direction: Direction,
        name: str,
        *,
        past: Iterable[Result] = (),
        console: Console | None = None,
        quiet: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._course = SweepCourse(total, objective, direction, past, clock)
        self._page: Screen | _Lines | None = None
        if quiet:
            return
        if console is None:
            from rich.console import Console

            console = Console(stderr=True)
        if can_redraw(console):
            frame = SweepFrame(name, Glyphs.of(console))
            # one column stays free: some terminals wrap a line that fills the last one
            self._page = Screen(
                lambda: frame.draw(self._course, console.width - 1), console, PAUSE, clock, BURST
            )
        else:
            self._page = _Lines(name, self._course, console, clock)

    def __enter__(self) -> Self:
        if self._page is not None:
            self._page.start()
        return self

    def start(self, trials: Iterable[str]) -> None:
        """Trials, by name, have begun to train together; the same ones again if their worker died."""
        self._course.start(trials)
        self.tick()

    def done(self, *results: Result) -> None:
        """Trials have ended, well or not: best all those that end together in one call."""
        self._course.done(results)
        self.tick()

    def tick(self) -> None:
        """Draws if it is time to. Never slow."""
        if self._page is not None:
            self._page.changed()

    def __exit__(self, *ended: object) -> None:
        self._course.over = True
        if self._page is not None:
            self._page.stop()


class _Lines:
    """A line for the first trials that end, for the end, and between them one every INTERVAL at most."""

    def __init__(self, name: str, course: SweepCourse, console: Console, clock: Callable[[], float]):
        self._name = name
        self._course = course
        self._console = console
        self._clock = clock
        self._shown = course.ended
        self._next = 0.0

    def start(self) -> None:
        course = self._course
        past = f", {wording.count(course.ended)} of them done" if course.ended else ""
        self._write(f"{sought(course)} of {wording.count(course.total)} trials{past}")

    def changed(self) -> None:
        course, now = self._course, self._clock()
        if now < self._next or course.ended == self._shown:
            return
        self._shown, self._next = course.ended, now + INTERVAL
        left = f", about {wording.duration(course.left)} left" if course.ended < course.total else ""
        speed = wording.per_second(course.speed, "trials")
        self._write(
            f"{course.ended}/{course.total} trials, {course.failed} failed{_best(course)}, {speed}{left}"
        )

    def stop(self) -> None:
        course = self._course
        self._write(f"{course.end_in_words()}, {counts(course)}{_best(course)}")
        if course.last_failure:
            self._write(course.last_failure)

    def _write(self, line: str) -> None:
        text = f"{self._name} {line}".lstrip()
        self._console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _best(course: SweepCourse) -> str:
    if course.best is None:
        return ""
    value = wording.number(course.best.scores[course.objective])
    return f", best {course.objective} {value} ({course.best_in_words()})"
