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
from mlpcli.training.events import Event

if TYPE_CHECKING:
    from typing import Self

    from rich.console import Console
    from rich.text import Text

SHORTEST_PAUSE = 0.1
"""Seconds between two frames, at least."""

PAUSE_PER_FRAME = 30
"""A pause is at least this many times as long as drawing took: a slow terminal costs 3 % and not more."""

REMEMBERED_FRAMES = 50
"""The speed is measured over these, about five seconds, so that it follows the machine's load calmly."""


class LiveDisplay(Display):
    """Frames at most ten times a second; between them an event costs microseconds.

    No thread refreshes the display: it would compete with the training. The last frame stays as a summary.
    """

    def __init__(self, plan: Plan, console: Console, clock: Callable[[], float] = time.perf_counter):
        from rich.live import Live

        self._course = Course(plan)
        self._console = console
        self._clock = clock
        self._frame = Frame(plan, Glyphs.of(console))
        for event in plan.past:
            self._take(event)
        self._next = 0.0
        self._marks: deque[tuple[float, float]] = deque(maxlen=REMEMBERED_FRAMES)  # (time, epochs done)
        # stdout is left alone, for it may carry the result (--json); a warning on stderr goes above the frame
        self._live = Live(
            console=console, auto_refresh=False, redirect_stdout=False, vertical_overflow="crop"
        )

    def __enter__(self) -> Self:
        self._live.start()
        self._draw()
        return self

    def show(self, event: Event) -> None:
        """Takes the event, and draws if the pause is over."""
        self._take(event)
        if self._clock() >= self._next:
            self._draw()

    def close(self) -> None:
        """The last frame, which stays."""
        self._course.over = True
        try:
            self._live.update(self._picture())
        finally:
            self._live.stop()

    def _take(self, event: Event) -> None:
        ended = self._course.take(event)
        if ended is not None:
            for row in self._frame.rows:
                row.curve.add(row.quantity.of(ended))

    def _draw(self) -> None:
        begin = self._clock()
        self._marks.append((begin, self._course.done))
        self._live.update(self._picture(), refresh=True)
        end = self._clock()
        self._next = end + max(SHORTEST_PAUSE, PAUSE_PER_FRAME * (end - begin))

    def _picture(self) -> Text:
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
