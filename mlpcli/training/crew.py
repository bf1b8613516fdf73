"""Threads that do the parts of one step side by side, and sleep while there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias

import numpy as np

Job: TypeAlias = Callable[[], object]
_Done: TypeAlias = "SimpleQueue[BaseException | None]"
_Orders: TypeAlias = "SimpleQueue[tuple[Job, _Done] | None]"


class Crew:
    """The calling thread and `size` - 1 others, which end with the block: `with Crew(2) as crew`.

    NumPy and the compiled kernels let other threads run while they compute. Waiting costs nothing, so that
    a step loses no more than its share of a core where other programs want the cores too.
    """

    def __init__(self, size: int):
        self.size = size
        self._orders: list[_Orders] = [SimpleQueue() for _ in range(size - 1)]
        self._threads = [Thread(target=_work, args=(own,), daemon=True) for own in self._orders]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for own in self._orders:
            own.put(None)
        for thread in self._threads:
            thread.join()

    def __call__(self, jobs: Sequence[Job]) -> None:
        """Does the jobs, `size` of them at most, the first in the calling thread; the first error is raised.

        Whatever happens, none of them is under way afterwards.
        """
        first, *others = jobs
        done: _Done = SimpleQueue()
        for own, job in zip(self._orders[: len(others)], others, strict=True):
            own.put((job, done))
        try:
            first()
        finally:
            errors = [done.get() for _ in others]
        for error in errors:
            if error is not None:
                raise error


ALONE = Crew(1)
"""Nobody but the caller."""


@np.errstate(all="ignore")  # a thread begins without the caller's
def _work(orders: _Orders) -> None:
    while True:
        order = orders.get()
        if order is None:
            return
        job, done = order
        error: BaseException | None = None
        try:
            job()
        except BaseException as raised:
            error = raised
        del order, job  # what they hold may be let go while this thread sleeps
        done.put(error)
        del done, error
