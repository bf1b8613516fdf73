"""Claims: one worker a trial, and none for ever."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mlpcli.sweep.claims import Claims

NAMES = [f"trial{i}" for i in range(40)]


def test_what_one_has_claimed_nobody_else_gets(tmp_path: Path) -> None:
    with Claims(tmp_path) as one, Claims(tmp_path) as other:
        assert one.take(["a", "b"]) == ["a", "b"]
        assert one.take(["a"]) == ["a"]
        assert other.take(["a", "b", "c"]) == ["c"]
        one.release(["a"])
        assert other.take(["a", "b"]) == ["a"]


def test_many_at_once_share_without_overlap(tmp_path: Path) -> None:
    claims = [Claims(tmp_path).__enter__() for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(lambda own: own.take(NAMES), claims))
    assert sorted(name for names in taken for name in names) == sorted(NAMES)
    for own in claims:
        own.__exit__()
    assert list((tmp_path / "claims").iterdir()) == []
    assert list((tmp_path / "workers").iterdir()) == []


def claim_of(tmp_path: Path, name: str, host: str, pid: int, age: float = 0.0) -> None:
    """A claim by a worker that was last heard of `age` seconds ago."""
    for folder, file, text in (
        ("workers", "them", json.dumps({"host": host, "pid": pid})),
        ("claims", name, "them"),
    ):
        path = tmp_path / folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (time.time() - age, time.time() - age))


@pytest.mark.skipif(sys.platform == "win32", reason="there a dead process is told by its silence only")
def test_the_claim_of_a_process_of_this_host_that_is_gone_is_void(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    with Claims(tmp_path) as own:
        claim_of(tmp_path, "a", socket.gethostname(), gone.pid)
        assert own.take(["a"]) == ["a"]
        claim_of(tmp_path, "b", "elsewhere", gone.pid)
        assert own.take(["b"]) == []


def test_the_claim_of_a_worker_that_is_silent_is_void(tmp_path: Path) -> None:
    claim_of(tmp_path, "old", "elsewhere", 1, age=100)
    with Claims(tmp_path) as own:
        assert own.take(["old"]) == ["old"]


def test_a_worker_that_lives_is_heard_of(tmp_path: Path) -> None:
    with Claims(tmp_path, beat=0.02) as own:
        file = tmp_path / "workers" / own.name
        os.utime(file, (0, 0))
        until = time.monotonic() + 10
        while file.stat().st_mtime == 0 and time.monotonic() < until:
            time.sleep(0.01)
        assert file.stat().st_mtime > 0
