"""When the next save is due."""

from __future__ import annotations

import time
from collections.abc import Callable

from mlpcli.experiment.interval import Interval
from mlpcli.training.state import State


class Due:
    """By epochs and batches at their multiples, so that saves fall on the same places in every run; by
    seconds since the last save was over.
    """

    def __init__(self, interval: Interval, state: State, clock: Callable[[], float] = time.monotonic):
        self.interval, self.state, self.clock = interval, state, clock
        self.saved()

    def saved(self) -> None:
        """A save is over."""
        self._step, self._epoch, self._time = self.state.step, self.state.epoch, self.clock()

    def now(self) -> bool:
        """Whether one is due."""
        every, state = self.interval, self.state
        return (
            (every.epochs is not None and state.epoch // every.epochs > self._epoch // every.epochs)
            or (every.batches is not None and state.step // every.batches > self._step // every.batches)
            or (every.seconds is not None and self.clock() - self._time >= every.seconds)
        )
