"""Ctrl-C and its kin while training: the first asks for a stop after the batch, the second stops at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ASKING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


class StopRequest:
    """Whether a signal has asked to stop, and the exit code that says which."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def is_set(self) -> bool:
        """Whether a stop was asked for."""
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """128 + the signal's number: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + (self.signal or signal.SIGINT)


@contextmanager
def stop_on_signals() -> Iterator[StopRequest]:
    """Inside the block signals set the request instead of ending the process; a second one ends it."""
    request = StopRequest()

    def handle(number: int, frame: FrameType | None) -> None:
        if request.is_set():
            os._exit(128 + number)
        request.signal = number

    before: dict[int, Any] = {number: signal.signal(number, handle) for number in ASKING}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
