"""A training that is stopped from outside ends, continued, as if it had never been stopped.

The processes that are to be stopped take a little longer for each batch, so that there is time to stop them.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")

SPEC = """\
name: digits
seed: 7
data: {source: digits, target: digit, task: classification}
architecture: {hidden: [64]}
regularization: [{kind: dropout, rate: 0.1}]
optimizer: {kind: adam, learning_rate: {kind: cosine, start: 1e-2, end: 1e-4}}
training: {epochs: 60}
"""

SLOWLY = """
import time

from mlpcli.cli.main import main
from mlpcli.training.recorded import RecordedStep as Step

def slow_step(*words):
    time.sleep(0.001)
    return step(*words)

step, Step.__call__ = Step.__call__, slow_step
main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interrupt")
    (folder / "digits.yaml").write_text(SPEC, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(folder, process):
    """A run that nobody stopped."""
    ended = process("train", "digits.yaml", "--name", "whole", "--quiet", cwd=folder)
    assert ended.code == 0, ended.err
    return folder / "runs" / "whole"


@pytest.fixture
def here(folder, done, monkeypatch):
    """here(*words): a command that succeeds, in the folder and in this process."""
    monkeypatch.chdir(folder)
    return done


def stopped(folder: Path, number: int, wait_for: str, *words: str, size: int = 1) -> tuple[int, str, str]:
    """Trains slowly and sends the signal once the file has this size; exit code, stdout, stderr."""
    command = [sys.executable, "-c", SLOWLY, "train", "digits.yaml", *words]
    running = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    deadline = time.monotonic() + 30
    while not ((folder / wait_for).is_file() and (folder / wait_for).stat().st_size >= size):
        assert running.poll() is None, running.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)
    running.send_signal(number)
    out, err = running.communicate(timeout=30)
    return running.returncode, out, err


def assert_same_run(one: Path, other: Path, arrays) -> None:
    """The same in every bit, but for the time it took."""
    kept = ("weights", "optimizer", "history", "data")
    first, second = arrays(one, *kept), arrays(other, *kept)
    first.pop("history/seconds"), second.pop("history/seconds")
    assert first == second
    rows, others = (
        [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        for run in (one, other)
    )
    assert [{**row, "seconds": 0} for row in rows] == [{**row, "seconds": 0} for row in others]


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGUSR1", 143)])
def test_a_signal_saves_and_the_printed_command_continues(folder, whole, here, arrays, name, code):
    metrics = f"runs/{name}/metrics.jsonl"
    ended, out, err = stopped(folder, getattr(signal, name), metrics, "--name", name, "--json", size=1000)
    assert ended == code, err
    told = json.loads(out)
    assert told["stop_reason"] == "interrupted"
    assert 0 < told["epochs"] < 60
    assert f"{name} interrupted: {told['epochs']} of 60 epochs" in err
    assert here("eval", f"runs/{name}", "--json").json["metrics"]["accuracy"] > 0.2
    *_, how, resume = err.splitlines()
    assert how.replace("\\", "/") == f"saved in runs/{name}/checkpoint.h5; to continue:"
    words = shlex.split(resume)
    assert words == ["mlp", "train", "digits.yaml", "--name", name, "--resume"]
    ended = here(*words[1:])
    assert f"continuing runs/{name} after {told['epochs']} of 60 epochs" in ended.err
    assert_same_run(folder / "runs" / name, whole, arrays)


def test_killed_outright_it_goes_on_from_its_last_save(folder, whole, here, arrays):
    often = ("--set", "training.save_every=0.1 s")
    ended, _, _ = stopped(folder, signal.SIGKILL, "runs/killed/checkpoint.h5", "--name", "killed", *often)
    assert ended == -signal.SIGKILL
    ended = here("train", "digits.yaml", "--name", "killed", "--resume")
    assert "continuing runs/killed after" in ended.err
    assert_same_run(folder / "runs" / "killed", whole, arrays)


def test_killed_before_it_saved_it_begins_again(folder, whole, here, arrays):
    stopped(folder, signal.SIGKILL, "runs/early/metrics.jsonl", "--name", "early")
    assert not (folder / "runs" / "early" / "checkpoint.h5").exists()
    assert "has not saved yet" in here("runs", "--json").out
    ended = here("train", "digits.yaml", "--name", "early", "--resume")
    assert "nothing is saved yet: starting from the beginning" in ended.err
    assert_same_run(folder / "runs" / "early", whole, arrays)


def test_a_quiet_training_tells_how_to_continue_too(folder):
    words = ("--name", "two words", "--quiet")
    ended, out, err = stopped(folder, signal.SIGINT, "runs/two words/metrics.jsonl", *words)
    assert (ended, out) == (130, "")
    assert err.endswith("\n  mlp train digits.yaml --name 'two words' --resume\n")


def test_force_keeps_the_old_run_until_the_new_one_saves(folder, here):
    here("train", "digits.yaml", "--name", "kept", "--quiet", "--set", "training.epochs=2")
    before = (folder / "runs" / "kept" / "checkpoint.h5").read_bytes()
    stopped(folder, signal.SIGKILL, "runs/kept/metrics.new.jsonl", "--name", "kept", "--force")
    assert (folder / "runs" / "kept" / "checkpoint.h5").read_bytes() == before
    assert here("show", "runs/kept", "--json").json["epochs"] == 2
