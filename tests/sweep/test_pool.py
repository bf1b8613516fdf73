"""The pool: every stack ends once, also when workers are killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import numpy as np
import pytest

from mlpcli.sweep import pool
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.pool import Finished, Started, run
from mlpcli.sweep.train import train_stack
from mlpcli.sweep.trial import Trial

Make = Callable[..., list[Trial]]


def stacks_of(trials: list[Trial]) -> list[Stack]:
    return [Stack(i, (trial,)) for i, trial in enumerate(trials)]


@pytest.mark.parametrize("start_method", ["spawn", pool.START_METHOD])
def test_two_processes_give_what_one_gives(make_trials: Make, start_method: str) -> None:
    stacks = stacks_of(make_trials([0.1, 0.01, 0.001]))
    events = list(run(stacks, "validation_loss", 1, jobs=2, start_method=start_method))
    ended = {event.stack.number: event.outcome for event in events if isinstance(event, Finished)}
    assert sorted(event.stack.number for event in events if isinstance(event, Started)) == [0, 1, 2]
    assert sorted(ended) == [0, 1, 2]
    for stack in stacks:
        here = train_stack(stack, "validation_loss", 1).results[0]
        there = ended[stack.number].results[0]
        assert there.scores == here.scores
        np.testing.assert_array_equal(here.history["training_loss"], there.history["training_loss"])


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal 9")
def test_a_killed_worker_is_replaced_and_its_stack_trained_again(
    make_trials: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks = stacks_of(make_trials([0.1, 0.01, 0.001], training={"epochs": 300}))
    processes = []
    start = pool._start

    def watched(*arguments: object) -> object:
        worker = start(*arguments)
        processes.append(worker.process)
        return worker

    monkeypatch.setattr(pool, "_start", watched)
    ended, killed = [], 0
    for event in run(stacks, "validation_loss", 1, jobs=1):
        if isinstance(event, Started) and killed < 3:
            os.kill(processes[-1].pid, signal.SIGKILL)
            killed += 1
        elif isinstance(event, Finished):
            ended.append(event)
    assert killed == 3
    assert sorted(event.stack.number for event in ended) == [0, 1, 2]
    assert all(event.outcome.results[0].status == "done" for event in ended)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal 9")
def test_a_stack_that_kills_every_worker_is_given_up(
    make_trials: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("the deadly training reaches workers by fork")
    trials = make_trials([0.1, 0.01])
    real = pool.train_stack

    def deadly(stack: Stack, objective: str, sign: int) -> object:
        if stack.number == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(stack, objective, sign)

    monkeypatch.setattr(pool, "train_stack", deadly)
    ended = {
        event.stack.number: event.outcome.results[0]
        for event in run(stacks_of(trials), "validation_loss", 1, jobs=2)
        if isinstance(event, Finished)
    }
    assert ended[0].status == "failed"
    assert "died" in ended[0].detail
    assert ended[1].status == "done"
