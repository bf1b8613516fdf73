"""Training on a terminal: a display that redraws itself, driven by the events alone."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from mlpcli.report import wording
from mlpcli.report.course import Course, Plan
from mlpcli.report.display import Display
from mlpcli.report.frame import Frame
from mlpcli.report.glyphs import Glyphs
from mlpcli.report.screen import Screen
from mlpcli.training.events import Event

if TYPE_CHECKING:
    from typing import Self

    from rich.console import Console
    from rich.text import Text

SHORTEST_PAUSE = 0.1
"""Seconds between two frames, at least."""

REMEMBERED_FRAMES = 50
"""The speed is measured over these, about five seconds, so that it follows the machine's load calmly."""


class LiveDisplay(Display):
    """Frames at most ten times a second; between them an event costs microseconds.

    No thread refreshes the display: it would compete with the training. The last frame stays as a summary.
    """

    def __init__(self, plan: Plan, console: Console, clock: Callable[[], float] = time.perf_counter):
        self._course = Course(plan)
        self._console = console
        self._clock = clock
        self._frame = Frame(plan, Glyphs.of(console))
        for event in plan.past:
            self._take(event)
        self._marks: deque[tuple[float, float]] = deque(maxlen=REMEMBERED_FRAMES)  # (time, epochs done)
        self._screen = Screen(self._picture, console, SHORTEST_PAUSE, clock)

    def __enter__(self) -> Self:
        self._screen.start()
        return self

    def show(self, event: Event) -> None:
        """Takes the event, and draws if the pause is over."""
        self._take(event)
        self._screen.changed()

    def close(self) -> None:
        """The last frame, which stays."""
        self._course.over = True
        self._screen.stop()

    def _take(self, event: Event) -> None:
        ended = self._course.take(event)
        if ended is not None:
            for row in self._frame.rows:
                row.curve.add(row.quantity.of(ended))

    def _picture(self) -> Text:
        self._marks.append((self._clock(), self._course.done))
        # one column stays free: some terminals wrap a line that fills the last one
        return self._frame.draw(self._course, self._console.width - 1, *self._speed_and_left())

    def _speed_and_left(self) -> tuple[str, str]:
        (begin, done_then), (now, done) = self._marks[0], self._marks[-1]
        if done <= done_then or now <= begin:
            return "", ""
        speed = (done - done_then) / (now - begin)
        left = f"{wording.duration((self._course.plan.epochs - done) / speed)} left"
        progress = self._course.progress
        if speed < 1 and progress is not None:
            return wording.per_second(speed * progress.batches, "batches"), left
        return wording.per_second(speed, "epochs"), left
