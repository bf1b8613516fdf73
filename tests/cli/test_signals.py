"""Signals at the wrong moment: before there is anything to save, twice, and against a run that is at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mlpcli.store.checkpoint import load

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")

STUCK = """
import time
from mlpcli.cli.main import main
from mlpcli.training.recorded import RecordedStep as Step

def step(self, x, y, t, *words):
    if t == 200:
        time.sleep(1)  # until what is saved behind its back is on the disk
        print("stuck in a batch", flush=True)
        time.sleep(60)
    return usual(self, x, y, t, *words)

usual, Step.__call__ = Step.__call__, step
main()
"""

READING = """
import time
import mlpcli.training.session as session
from mlpcli.cli.main import main

def prepare(*words):
    print("reading", flush=True)
    time.sleep(60)

session.prepare = prepare
main()
"""


def started(program: str, world: Path, *words: str) -> Any:
    """The training, once it says that it is where it should be."""
    command = [sys.executable, "-c", program, "train", "iris.yaml", *words]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    process = subprocess.Popen(command, cwd=world, **pipes)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


@pytest.fixture
def stuck(world: Path) -> Any:
    """A training that was saved after batch 150 and hangs in its 200th."""
    process = started(STUCK, world, "--name", "a", "--set", "training.save_every=50 batches", "--quiet")
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGUSR1", 143)])
def test_the_second_signal_stops_at_once(stuck: Any, world: Path, done: Any, name: str, code: int) -> None:
    stuck.send_signal(getattr(signal, name))
    time.sleep(0.2)
    assert stuck.poll() is None, "the first waits for the batch"
    stuck.send_signal(getattr(signal, name))
    stuck.communicate(timeout=20)
    assert stuck.returncode == code
    assert load(world / "runs" / "a").state["step"] == 150
    ended = done("train", "iris.yaml", "--name", "a", "--resume", "--set", "training.epochs=10")
    assert "continuing runs/a after 5 of 10 epochs" in ended.err


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGUSR1", 143)])
def test_before_there_is_anything_to_save(world: Path, name: str, code: int) -> None:
    process = started(READING, world)
    process.send_signal(getattr(signal, name))
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (code, "")
    assert not (world / "runs").exists()


@pytest.mark.parametrize("how", ["--resume", "--force", ""])
def test_a_second_training_is_refused(stuck: Any, world: Path, refused: Any, how: str) -> None:
    said = refused(2, "train", "iris.yaml", "--name", "a", *filter(None, [how]))
    assert f"is being trained by process {stuck.pid} on " in said
    assert load(world / "runs" / "a").state["step"] == 150


def test_a_run_at_work_says_so(stuck: Any, world: Path, done: Any) -> None:
    assert done("show", "runs/a", "--json").json["stop_reason"] == "training"
    assert done("runs", "--json").json["runs"][0]["ended"] == "training"
    stuck.kill()
    stuck.wait()
    assert done("show", "runs/a", "--json").json["stop_reason"] == "interrupted"
    assert done("train", "iris.yaml", "--name", "a", "--resume", "--quiet").code == 0
