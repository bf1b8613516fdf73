"""Ctrl-C and its kin while training: the first asks for a stop after the batch, the second stops at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ASKING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGUSR1", "SIGBREAK") if hasattr(signal, name)
]
"""SIGUSR1 is what batch systems send ahead of time, when a job's time is nearly up."""


class StopRequest:
    """Whether a signal has asked to stop, and the exit code that says which."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self.waits = False

    def wait_for_batch(self) -> None:
        """From now on there is something to save, and a signal waits until the batch is done."""
        self.waits = True

    def is_set(self) -> bool:
        """Whether a stop was asked for."""
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """130 for Ctrl-C; 143 for SIGTERM and for SIGUSR1, which announces it."""
        return code_of(self.signal or signal.SIGINT)


def code_of(number: int) -> int:
    """The exit code after a signal.

    >>> code_of(2), code_of(15)
    (130, 143)
    """
    return 130 if number == signal.SIGINT else 143


@contextmanager
def stop_on_signals() -> Iterator[StopRequest]:
    """Inside the block signals set the request instead of ending the process; a second one ends it.

    Before `wait_for_batch` the first ends it too: nothing has been trained yet that could be lost.
    """
    request = StopRequest()

    def handle(number: int, frame: FrameType | None) -> None:
        if request.is_set():
            os._exit(code_of(number))
        if not request.waits:
            raise SystemExit(code_of(number))
        request.signal = number

    before: dict[int, Any] = {number: signal.signal(number, handle) for number in ASKING}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
