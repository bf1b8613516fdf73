"""On a terminal of 80 columns: a live display, and words that can be copied."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("pty", reason="needs a POSIX terminal")

import fcntl
import pty
import struct
import termios


@pytest.fixture
def terminal(world):
    """terminal(*words): starts a process on a terminal of 80 x 24; it and the terminal's other end."""

    def start(*words):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        process = subprocess.Popen(
            [sys.executable, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=world,
            env={**environment, "TERM": "xterm-256color"},
        )
        os.close(theirs)
        return process, ours

    return start


def everything(ours: int) -> str:
    """What is written until nobody is left to write."""
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so at the end
            part = b""
        if not part:
            os.close(ours)
            return text.decode()
        text += part


def test_a_live_display(terminal):
    process, ours = terminal("-m", "mlpcli.cli.main", "train", "iris.yaml")
    said = everything(ours)
    assert process.wait() == 0
    assert "done: 100 epochs in" in said
    assert "\x1b[" in said
    assert "iris epoch 1/100" not in said  # the line for pipes
    assert "next: mlp eval runs/iris, mlp show runs/iris" in said


SLOWLY = """
import time

from mlpcli.cli.main import main
from mlpcli.training.recorded import RecordedStep as Step

def slow_step(*words):
    time.sleep(0.005)
    return step(*words)

step, Step.__call__ = Step.__call__, slow_step
main()
"""


def test_the_command_that_continues_is_one_line(terminal, world):
    name = "a-run-with-a-long-name-" * 3
    process, ours = terminal("-c", SLOWLY, "train", "iris.yaml", "--name", name)
    metrics = world / "runs" / name / "metrics.jsonl"
    deadline = time.monotonic() + 30
    while not (metrics.is_file() and metrics.stat().st_size):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said = everything(ours)
    assert process.wait() == 130
    assert f"  mlp train iris.yaml --name {name} --resume\r\n" in said


def test_a_table_of_runs_that_has_no_room_says_what_is_missing(terminal, world, done):
    for metrics in ("accuracy, balanced_accuracy, precision", "recall, f1, roc_auc, log_loss"):
        sets = ["--set", f"metrics=[{metrics}]", "--set", "training.epochs=1"]
        done("train", "iris.yaml", "--quiet", *sets)
    process, ours = terminal("-m", "mlpcli.cli.main", "runs", "--sort", "log_loss")
    said = re.sub(r"\x1b\[[0-9;]*m", "", everything(ours))
    assert process.wait() == 0
    assert "iris-2" in said
    head = said[: said.index("─")]
    assert "loss" in head.split()
    assert "log" in head.split()  # the column that was asked for
    assert "no room for " in said
