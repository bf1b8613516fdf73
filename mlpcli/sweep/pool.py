"""Worker processes that train stacks; one that dies costs its stack's work and nothing else."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeAlias

from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import Outcome, failed, train_stack
from mlpcli.training import threads
from mlpcli.training.loop import Interrupt

TICK = 0.2
"""Seconds after which waiting is told of, so that a display can be redrawn and a stop be noticed."""

ATTEMPTS = 5
"""How often a stack is tried again after its worker died, before its trials count as failed."""


START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How workers begin: where forking is safe they inherit the data that is read already."""


@dataclass(frozen=True)
class Started:
    """A worker has begun a stack."""

    stack: Stack


@dataclass(frozen=True)
class Finished:
    """A stack is done, or was given up."""

    stack: Stack
    outcome: Outcome


@dataclass(frozen=True)
class Waiting:
    """Nothing has happened for a while."""


Event: TypeAlias = Started | Finished | Waiting


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    stack: Stack | None = None


def run(
    stacks: Iterable[Stack],
    objective: str,
    sign: int,
    jobs: int,
    *,
    interrupt: Interrupt | None = None,
    deadline: float | None = None,
    start_method: str = START_METHOD,
) -> Iterator[Event]:
    """Trains every stack in `jobs` processes, the longest first; yields as they begin and end.

    Where the system can fork safely the workers inherit the data that is read already; elsewhere they start
    anew and read it themselves.
    """
    waiting = deque(sorted(stacks, key=lambda stack: -stack.steps))
    deaths: dict[int, int] = {}
    context: Any = multiprocessing.get_context(start_method)
    share = max(threads.cores() // jobs, 1)
    workers = [_start(context, objective, sign, share) for _ in range(min(jobs, len(waiting)))]
    try:
        while waiting or any(worker.stack for worker in workers):
            for worker in workers:
                if worker.stack is None and waiting:
                    worker.stack = waiting.popleft()
                    yield Started(worker.stack)
                    _send(worker)
            ready = wait([worker.pipe for worker in workers if worker.stack], timeout=TICK)
            if interrupt is not None and interrupt.is_set():
                return
            if deadline is not None and time.monotonic() > deadline:
                waiting.clear()
            if not ready:
                yield Waiting()
            for i, worker in enumerate(workers):
                if worker.pipe not in ready or worker.stack is None:
                    continue
                stack, outcome = worker.stack, _received(worker)
                worker.stack = None
                if outcome is None:
                    workers[i] = _start(context, objective, sign, share)
                    deaths[stack.number] = deaths.get(stack.number, 0) + 1
                    if deaths[stack.number] < ATTEMPTS:
                        waiting.appendleft(stack)
                        continue
                    detail = f"its worker process died {ATTEMPTS} times"
                    outcome = Outcome(tuple(failed(trial, detail) for trial in stack.trials))
                yield Finished(stack, outcome)
    finally:
        for worker in workers:
            worker.process.kill()
            worker.process.join()


def _start(context: Any, objective: str, sign: int, share: int) -> _Worker:
    here, there = context.Pipe()
    process = context.Process(target=work, args=(there, objective, sign, share), daemon=True)
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
