"""Workers of a Dask cluster (extra `cluster`), on any number of machines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from mlpcli.data.prepare import Prepared
from mlpcli.errors import DataError, SpecError, UsageError
from mlpcli.sweep.executor import ATTEMPTS, Finished, given_up
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import Outcome, lend, prepared, train_stack

Future: TypeAlias = Any
"""Dask's, which has no types."""

AHEAD = 2
"""Stacks given out for each thread of the cluster: one that trains, one that is there when it ends."""

PATIENCE = 10.0
"""Seconds that a scheduler has to answer."""


class Cluster:
    """An executor on the Dask scheduler at an address.

    The data goes along with the work, so workers need this package and no shared folder. A stack whose
    worker is lost is trained again by another. Raises UsageError where there is no scheduler.
    """

    def __init__(self, address: str, objective: str, sign: int):
        self._client = _connected(address)
        self._address = address
        self._arguments = objective, sign
        self._data: dict[str, Future] = {}
        self._running: dict[Future, Stack] = {}
        self._lost: dict[int, int] = {}
        self._done: SimpleQueue[Future] = SimpleQueue()

    @property
    def room(self) -> int:
        """Places left. Workers that join later count as soon as they are there."""
        threads: int = sum(self._client.nthreads().values())
        return max(AHEAD * max(threads, 1) - len(self._running), 0)

    def begin(self, stack: Stack) -> None:
        """Sends the stack, and its data if it is the first with them."""
        key = stack.trials[0].data_key
        if key not in self._data:
            self._data[key] = self._client.submit(_same, _data_of(stack), pure=False)
        future = self._client.submit(_train, stack, self._data[key], *self._arguments, pure=False)
        self._running[future] = stack
        future.add_done_callback(self._done.put)

    def wait(self, seconds: float) -> list[Finished]:
        """Those that have ended. Raises UsageError when the scheduler is gone."""
        if self._client.status not in ("running", "connecting"):
            raise self._gone()
        try:
            done = [self._done.get(timeout=seconds)]
        except Empty:
            return []
        while not self._done.empty():
            done.append(self._done.get())
        return [ended for future in done for ended in self._ended(future)]

    def close(self) -> None:
        """Takes back what has not ended, and leaves."""
        self._client.cancel(list(self._running), force=True)
        self._client.close(timeout=5)

    def _ended(self, future: Future) -> Sequence[Finished]:
        stack = self._running.pop(future)
        try:
            outcome: Outcome = future.result()
            return [Finished(stack, outcome)]
        except (Exception, asyncio.CancelledError):
            # train_stack itself raises nothing: this is a worker, or all that had the data, lost
            if self._client.status != "running":
                raise self._gone() from None
            self._lost[stack.number] = self._lost.get(stack.number, 0) + 1
            if self._lost[stack.number] >= ATTEMPTS:
                return [given_up(stack)]
            self._data.pop(stack.trials[0].data_key, None)
            self.begin(stack)
            return []

    def _gone(self) -> UsageError:
        return UsageError(
            f"the scheduler at {self._address} is gone; every finished trial is kept, and the same command "
            "goes on when there is a scheduler again"
        )


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UsageError('--cluster needs Dask: pip install "mlpcli[cluster]"') from None
    try:
        connect: Any = Client
        return connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address} ({error})") from None


def _data_of(stack: Stack) -> Prepared | None:
    """None where they cannot be read: the worker will say why."""
    try:
        return prepared(stack.trials[0].experiment)
    except (DataError, SpecError):
        return None


def _same(data: Any) -> Any:
    """The data as a task of its own: the scheduler can make them again where a worker that had them died."""
    return data


def _train(stack: Stack, data: Prepared | None, objective: str, sign: int) -> Outcome:
    if data is not None:
        lend(stack.trials[0].experiment, data)
    return train_stack(stack, objective, sign)
