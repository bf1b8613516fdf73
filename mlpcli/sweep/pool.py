"""Worker processes of this machine."""

from __future__ import annotations

import multiprocessing
import sys
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from mlpcli.sweep.executor import ATTEMPTS, Finished, given_up
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import Outcome, train_stack
from mlpcli.training import threads

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How workers begin: where forking is safe they inherit the data that is read already."""


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    stack: Stack | None = None
    deaths: int = 0


class Pool:
    """An executor of `jobs` processes, each started when there is something for it to do.

    Where the system can fork safely they inherit the data that is read already; elsewhere they start anew
    and read it themselves.
    """

    def __init__(self, jobs: int, objective: str, sign: int, *, start_method: str = START_METHOD):
        self._jobs = jobs
        self._context: Any = multiprocessing.get_context(start_method)
        self._arguments = objective, sign, max(threads.cores() // jobs, 1)
        self._workers: list[_Worker] = []

    @property
    def room(self) -> int:
        """Processes that have nothing to do."""
        return self._jobs - sum(worker.stack is not None for worker in self._workers)

    def begin(self, stack: Stack) -> None:
        """Gives a stack to an idle process, started if need be."""
        worker = next((worker for worker in self._workers if worker.stack is None), None)
        if worker is None:
            worker = self._started()
            self._workers.append(worker)
        worker.stack, worker.deaths = stack, 0
        _send(worker)

    def wait(self, seconds: float) -> list[Finished]:
        """A process that has died is replaced, and its stack tried again."""
        ready = wait([worker.pipe for worker in self._workers if worker.stack], timeout=seconds)
        ended = []
        for i, worker in enumerate(self._workers):
            if worker.stack is None or worker.pipe not in ready:
                continue
            stack, outcome = worker.stack, _received(worker)
            if outcome is not None:
                worker.stack = None
                ended.append(Finished(stack, outcome))
                continue
            fresh = self._workers[i] = self._started()
            if worker.deaths + 1 < ATTEMPTS:
                fresh.stack, fresh.deaths = stack, worker.deaths + 1
                _send(fresh)
            else:
                ended.append(given_up(stack))
        return ended

    def close(self) -> None:
        """Kills the processes."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
        self._workers = []

    def _started(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=work, args=(there, *self._arguments), daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)


def work(pipe: Connection, objective: str, sign: int, share: int) -> None:
    """A worker's life: receives stacks, sends outcomes, until nobody is there any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threads.share(share)
    parent = multiprocessing.parent_process()
    assert parent is not None
    while pipe in wait([pipe, parent.sentinel]):  # when the parent is gone there is nobody to work for
        with suppress(EOFError, ConnectionError):
            stack: Stack = pipe.recv()
            pipe.send(train_stack(stack, objective, sign))
            continue
        return


def _send(worker: _Worker) -> None:
    with suppress(BrokenPipeError, ConnectionError):  # it has died, which reading from it will tell
        worker.pipe.send(worker.stack)


def _received(worker: _Worker) -> Outcome | None:
    """The outcome, or None if the worker has died."""
    try:
        outcome: Outcome = worker.pipe.recv()
    except (EOFError, ConnectionError):
        worker.process.kill()
        worker.process.join()
        return None
    return outcome
