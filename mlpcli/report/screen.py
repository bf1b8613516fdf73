"""A picture on a terminal that is redrawn in place, now and then, by whoever has something new to show."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

PAUSE_PER_FRAME = 30
"""A pause is at least this many times as long as drawing took: a slow terminal costs 3 % and not more."""


def can_redraw(console: Console) -> bool:
    """Whether the console is a terminal that can move its cursor, by its own word and by that of its file."""
    return console.is_interactive and console.file.isatty()


class Screen:
    """Draws at most once every `pause` seconds on average.

    No thread does it: it would compete with the training. After a quiet time `burst` frames may follow each
    other at once, so that its last events do not go unseen.
    """

    def __init__(
        self,
        picture: Callable[[], Text],
        console: Console,
        pause: float,
        clock: Callable[[], float] = time.perf_counter,
        burst: int = 0,
    ):
        from rich.live import Live

        self._picture = picture
        self._pause = pause
        self._clock = clock
        self._burst = burst
        self._next = 0.0
        # stdout is left alone, it may carry the result (--json); a warning on stderr goes above the picture
        self._live = Live(
            console=console, auto_refresh=False, redirect_stdout=False, vertical_overflow="crop"
        )

    def start(self) -> None:
        """The first picture."""
        self._live.start()
        self._draw(self._clock())

    def changed(self) -> None:
        """Draws if it is time to."""
        now = self._clock()
        if now >= self._next:
            self._draw(now)

    def stop(self) -> None:
        """The last picture, which stays."""
        try:
            self._live.update(self._picture())
        finally:
            self._live.stop()

    def _draw(self, now: float) -> None:
        self._live.update(self._picture(), refresh=True)
        end = self._clock()
        pause = max(self._pause, PAUSE_PER_FRAME * (end - now))
        self._next = max(self._next, end - self._burst * pause) + pause
