"""The pool: every stack ends once, also when workers are killed."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from mlpcli.sweep import pool
from mlpcli.sweep.executor import ATTEMPTS, Executor, Finished
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.pool import Pool
from mlpcli.sweep.train import train_stack
from mlpcli.sweep.trial import Trial

Make = Callable[..., list[Trial]]
MakeStack = Callable[..., Stack]


def trained(
    executor: Executor, stacks: Sequence[Stack], after_begin: Callable[[], Any] = lambda: None
) -> dict[int, Finished]:
    """All stacks through an executor, by number; each ends once."""
    waiting, ended = deque(stacks), list[Finished]()
    try:
        while len(ended) < len(stacks):
            while waiting and executor.room:
                executor.begin(waiting.popleft())
                after_begin()
            ended += executor.wait(0.2)
    finally:
        executor.close()
    by_number = {event.stack.number: event for event in ended}
    assert len(by_number) == len(stacks)
    return by_number


@pytest.mark.parametrize("start_method", ["spawn", pool.START_METHOD])
def test_two_processes_give_what_one_gives(
    make_trials: Make, make_stack: MakeStack, start_method: str
) -> None:
    stacks = [make_stack([trial], i) for i, trial in enumerate(make_trials([0.1, 0.01, 0.001]))]
    ended = trained(Pool(2, "validation_loss", 1, start_method=start_method), stacks)
    for stack in stacks:
        here = train_stack(stack, "validation_loss", 1).results[0]
        there = ended[stack.number].outcome.results[0]
        assert there.scores == here.scores
        np.testing.assert_array_equal(here.history["training_loss"], there.history["training_loss"])


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal 9")
def test_a_killed_worker_is_replaced_and_its_stack_trained_again(
    make_trials: Make, make_stack: MakeStack
) -> None:
    trials = make_trials([0.1, 0.01, 0.001], training={"epochs": 300})
    executor = Pool(1, "validation_loss", 1)
    killed = []

    def kill() -> None:
        process = executor._workers[0].process
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        killed.append(process.pid)

    ended = trained(executor, [make_stack([trial], i) for i, trial in enumerate(trials)], kill)
    assert len(set(killed)) == 3
    assert all(event.outcome.results[0].status == "done" for event in ended.values())


@pytest.mark.skipif(sys.platform != "linux", reason="the deadly training reaches workers by fork")
def test_a_stack_that_kills_every_worker_is_given_up(
    make_trials: Make, make_stack: MakeStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pool.train_stack

    def deadly(stack: Stack, objective: str, sign: int) -> object:
        if stack.number == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(stack, objective, sign)

    monkeypatch.setattr(pool, "train_stack", deadly)
    stacks = [make_stack([trial], i) for i, trial in enumerate(make_trials([0.1, 0.01]))]
    ended = trained(Pool(2, "validation_loss", 1), stacks)
    assert ended[0].outcome.results[0].status == "failed"
    assert f"died {ATTEMPTS} times" in ended[0].outcome.results[0].detail
    assert ended[0].outcome.results[0].identity == stacks[0].identities[0]
    assert ended[1].outcome.results[0].status == "done"
