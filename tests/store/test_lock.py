"""One training at a time in a folder, whoever dies, and also where the system has no locks."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store import lock as module
from mlpcli.store.lock import CLAIM, LOCK, RunLock, trainer

HOLDER = """
import sys, time
from pathlib import Path
from mlpcli.store import lock

if sys.argv[2] == "without":
    def refuse(file):
        raise OSError(37, "No locks available")
    lock._lock = refuse
with lock.RunLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["with", "without"])
def locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """On a file system with locks, and on one without."""
    if request.param == "without":

        def refuse(file: int) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(module, "_lock", refuse)
    return str(request.param)


@pytest.fixture
def holder(tmp_path: Path, locks: str) -> Any:
    """A process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path), locks]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="ascii")
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def pid(folder: Path, locks: str) -> int:
    """Who stands in the file that is the lock."""
    facts = json.loads((folder / (LOCK if locks == "with" else CLAIM)).read_text(encoding="ascii"))
    return int(facts["pid"])


def test_the_second_is_refused_and_told_by_whom(tmp_path: Path, holder: Any, locks: str) -> None:
    with pytest.raises(UsageError, match=rf"is being trained by process {holder.pid} on "), RunLock(tmp_path):
        pass
    assert pid(tmp_path, locks) == holder.pid


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_a_killed_process_leaves_nothing_behind(tmp_path: Path, holder: Any, locks: str) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert pid(tmp_path, locks) == holder.pid
    with RunLock(tmp_path):
        assert pid(tmp_path, locks) == os.getpid()
    assert [path.name for path in tmp_path.iterdir()] == ([] if locks == "with" else [LOCK])


def test_in_one_process_too(tmp_path: Path, locks: str) -> None:
    with RunLock(tmp_path):
        with pytest.raises(UsageError, match=f"process {os.getpid()}"), RunLock(tmp_path):
            pass
        assert pid(tmp_path, locks) == os.getpid(), "the refused one must not take it away"
    with RunLock(tmp_path):
        pass


def test_among_many_at_once_one_has_it_at_a_time(tmp_path: Path, locks: str) -> None:
    inside, most, errors = [0], [0], []

    def work() -> None:
        for _ in range(10):
            try:
                with RunLock(tmp_path):
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                    time.sleep(0.001)
                    inside[0] -= 1
            except UsageError:
                pass
            except BaseException as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, errors) == ([1], [])


def test_without_locks_another_host_counts_as_dead_once_it_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(module, "_lock", refuse)
    path = tmp_path / CLAIM
    path.write_text(json.dumps({"pid": 1, "host": "elsewhere", "boot": "x", "since": "noon"}))
    with pytest.raises(UsageError, match="process 1 on elsewhere"), RunLock(tmp_path):
        pass
    os.utime(path, (time.time() - 1000,) * 2)
    with RunLock(tmp_path):
        pass


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be written: No such file"), RunLock(tmp_path / "gone"):
        pass


def test_who_only_looks_takes_nothing(tmp_path: Path) -> None:
    assert trainer(tmp_path) == ""
    with RunLock(tmp_path):
        assert trainer(tmp_path).startswith(f"process {os.getpid()} on ")
    (tmp_path / LOCK).write_text("left behind by a process that was killed")
    assert trainer(tmp_path) == ""
