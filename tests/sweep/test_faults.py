"""A sweep whose workers and whose own process are killed again and again ends as if nothing had happened.

The whole of it (40 trials, a worker killed every second, the sweep ten times) runs with

    python -m pytest -m long tests/sweep/test_faults.py
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.sweep.ledger import read_summary
from mlpcli.sweep.results import read_results

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds workers in /proc")

SPEC = """\
data: {source: digits}
architecture: {hidden: [24]}
regularization: [{kind: dropout, rate: 0.1}]
"""


PATIENT = """\
from mlpcli.cli.main import main
from mlpcli.sweep import pool
pool.ATTEMPTS = 50
main()
"""
"""A slow machine would kill a trial as often as a trial that kills its workers, which is given up."""


def children(pid: int) -> list[int]:
    """The processes that this one has started and that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PATIENT, "sweep", "sweep.yaml", "--json", "--quiet", *words]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)


def disturbed(folder: Path, deaths: int, pause: float) -> tuple[dict[str, Any], Counter[str]]:
    """The sweep's summary, and how often workers and the sweep itself were killed.

    The sweep dies a moment after its workers have begun, so that there is something to lose.
    """
    dice, killed = random.Random(1), Counter[str]()
    until = time.monotonic() + 1200
    process, doomed = started(folder), 0.0
    while process.poll() is None:
        assert time.monotonic() < until
        time.sleep(pause / 2)
        workers = children(process.pid)
        if not workers:
            continue
        doomed = doomed or time.monotonic() + dice.uniform(0.2, 2) * pause
        if killed["sweeps"] < deaths and time.monotonic() > doomed:
            process.kill()
            process.communicate()
            killed["sweeps"] += 1
            process, doomed = started(folder), 0.0
        elif dice.random() < 0.5:
            os.kill(dice.choice(workers), signal.SIGKILL)
            killed["workers"] += 1
    assert process.returncode == 0
    return json.loads(process.communicate()[0]), killed


def check(folder: Path, trials: int, epochs: int, stack: int, deaths: int, pause: float) -> None:
    (folder / "spec.yaml").write_text(f"{SPEC}training: {{epochs: {epochs}}}\n", encoding="utf-8")
    text = f"base: spec.yaml\nname: s\nstack: {stack}\naxes: {{seed: {list(range(trials))}}}\n"
    (folder / "sweep.yaml").write_text(text, encoding="utf-8")
    told, killed = disturbed(folder, deaths, pause)
    assert killed["sweeps"] == deaths
    assert killed["workers"] >= deaths / 2
    process = started(folder, "--name", "calm")
    calm = json.loads(process.communicate(timeout=600)[0])
    assert told["trials"] == trials
    assert told["failed"] == 0
    assert told["ranking"] == calm["ranking"]
    assert told["test"] == calm["test"]
    finished = [r.trial for file in (folder / "runs/s/results").glob("*.h5") for r in read_results(file)]
    assert sorted(finished) == sorted(set(finished)), "each trial finished once"
    assert len(finished) == trials
    mine, theirs = (read_summary(folder / "runs" / name)[0] for name in ("s", "calm"))
    for one, other in zip(mine, theirs, strict=True):
        assert (one.identity, one.scores, one.epochs) == (other.identity, other.scores, other.epochs)
        for column in one.history.keys() - {"seconds"}:
            np.testing.assert_array_equal(one.history[column], other.history[column])


def test_killed_now_and_then(tmp_path: Path) -> None:
    check(tmp_path, trials=10, epochs=150, stack=1, deaths=2, pause=0.6)


@pytest.mark.long
def test_killed_all_the_time(tmp_path: Path) -> None:
    check(tmp_path, trials=40, epochs=150, stack=1, deaths=10, pause=1.0)
