"""Sweeps on a real Dask scheduler with two worker processes of this machine, which are killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from mlpcli.errors import UsageError
from mlpcli.sweep.cluster import Cluster
from mlpcli.sweep.executor import Finished
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import train_stack
from mlpcli.sweep.trial import Trial

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # Dask's own
    pytest.mark.skipif(sys.platform == "win32", reason="kills by signal 9"),
]

Make = Callable[..., list[Trial]]
MakeStack = Callable[..., Stack]


@dataclass
class Processes:
    """The address of a scheduler, and the processes."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Processes]:
    """The two commands of the README, on free ports of this machine."""
    file = tmp_path / "scheduler.json"
    with (tmp_path / "log").open("wb") as log:

        def started(*words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "dask", *words, "--no-dashboard", "--scheduler-file", str(file)]
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)

        scheduler = started("scheduler", "--host", "127.0.0.1", "--port", "0")
        workers = [started("worker", "--nthreads", "1", "--no-nanny") for _ in range(2)]
        until = time.monotonic() + 60
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        try:
            yield Processes(json.loads(file.read_text())["address"], scheduler, workers)
        finally:
            for process in (*workers, scheduler):
                process.kill()
                process.wait()


def trained(cluster: Cluster, stacks: list[Stack], after: Callable[[int], None]) -> dict[int, Finished]:
    """All stacks, `after` called with the number of those that have ended."""
    waiting, ended = deque(stacks), list[Finished]()
    until = time.monotonic() + 120
    while len(ended) < len(stacks) and time.monotonic() < until:
        while waiting and cluster.room:
            cluster.begin(waiting.popleft())
        ended += cluster.wait(0.1)
        after(len(ended))
    assert sorted(event.stack.number for event in ended) == list(range(len(stacks)))
    return {event.stack.number: event for event in ended}


def test_a_lost_worker_costs_its_stack_s_work_only(
    make_trials: Make, make_stack: MakeStack, dask: Processes
) -> None:
    trials = make_trials([0.1 / (i + 1) for i in range(12)], training={"epochs": 150})
    stacks = [make_stack(trials[i : i + 2], i // 2) for i in range(0, 12, 2)]
    cluster = Cluster(dask.address, "validation_loss", 1)

    def kill_one(ended: int) -> None:
        if ended >= 1:
            dask.workers[0].kill()

    try:
        ended = trained(cluster, stacks, kill_one)
    finally:
        cluster.close()
    assert dask.workers[0].poll() is not None
    for stack in stacks:
        here, there = train_stack(stack, "validation_loss", 1), ended[stack.number].outcome
        for mine, yours in zip(here.results, there.results, strict=True):
            assert (mine.identity, mine.status, mine.scores) == (yours.identity, "done", yours.scores)
            np.testing.assert_array_equal(mine.history["training_loss"], yours.history["training_loss"])


def test_a_lost_scheduler_is_told_of(make_trials: Make, make_stack: MakeStack, dask: Processes) -> None:
    stacks = [make_stack([t], i) for i, t in enumerate(make_trials([0.1] * 2, training={"epochs": 2000}))]
    cluster = Cluster(dask.address, "validation_loss", 1)
    try:
        with pytest.raises(UsageError, match="is gone; every finished trial is kept"):
            trained(cluster, stacks, lambda ended: dask.scheduler.kill())
    finally:
        cluster.close()


def test_no_scheduler_is_an_error_of_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpcli.sweep.cluster.PATIENCE", 1.0)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9", "validation_loss", 1)
