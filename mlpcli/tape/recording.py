"""The list of calls, and which one is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any


class Tape:
    """Calls without arguments, in order."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], Any]] = []

    @contextmanager
    def recording(self) -> Iterator[None]:
        """What is done to traced arrays inside the block comes onto this tape."""
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)

    def play(self) -> None:
        """Makes the calls again."""
        for call in self.calls:
            call()


_CURRENT: ContextVar[Tape | None] = ContextVar("tape", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """What is done inside the block is no part of what is being recorded."""
    token = _CURRENT.set(None)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def under_way() -> Tape | None:
    """The tape that is being recorded, if one is."""
    return _CURRENT.get()
