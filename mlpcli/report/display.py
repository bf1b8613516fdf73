"""The choice of a display: live on a terminal, plain lines elsewhere, nothing when asked to be quiet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from mlpcli.report.course import Plan
from mlpcli.report.screen import can_redraw
from mlpcli.training.events import Event

if TYPE_CHECKING:
    from typing import Self

    from rich.console import Console


class Display(ABC):
    """Shows a training while it runs.

    with display_for(plan, console) as display:
        for event in fit(...):
            display.show(event)
    """

    def __enter__(self) -> Self:
        return self

    @abstractmethod
    def show(self, event: Event) -> None:
        """Takes an event; whether anything is drawn now is the display's matter. Never slow."""

    @abstractmethod
    def close(self) -> None:
        """Leaves the last state and how it ended; called once, also after an error or Ctrl-C."""

    def __exit__(self, *ended: object) -> None:
        self.close()


class Silence(Display):
    """Shows nothing."""

    def show(self, event: Event) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


def display_for(plan: Plan, console: Console | None = None, *, quiet: bool = False) -> Display:
    """The display that fits the console (standard error unless given).

    Live needs a terminal that can move its cursor. Whether there is one is asked of the file itself too:
    FORCE_COLOR makes rich say so of any pipe, and logs in which a display redraws itself are unreadable.

    >>> import io
    >>> from rich.console import Console
    >>> type(display_for(Plan(epochs=5), Console(file=io.StringIO()))).__name__
    'PlainDisplay'
    """
    if quiet:
        return Silence()
    if console is None:
        from rich.console import Console

        console = Console(stderr=True)
    if can_redraw(console):
        from mlpcli.report.live import LiveDisplay

        return LiveDisplay(plan, console)
    from mlpcli.report.plain import PlainDisplay

    return PlainDisplay(plan, console)
