"""Work behind the training's back: one piece at a time, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread


class Behind:
    """Does one piece of work while the caller goes on. What it raised is raised by the next call here.

    >>> behind, done = Behind(), []
    >>> behind.begin(lambda: done.append("saved"))
    >>> behind.wait()
    >>> done
    ['saved']
    """

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._error: BaseException | None = None

    def begin(self, work: Callable[[], None]) -> None:
        """Waits for the piece before, and begins this one."""
        self.wait()
        self._thread = Thread(target=self._do, args=(work,), daemon=True)  # the end of all is not held up
        self._thread.start()

    def wait(self) -> None:
        """Returns when nothing is under way any more."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # for whoever waits
            self._error = error
