"""Killed with signal 9 at any moment, a training leaves whole checkpoints, and goes on to the same end.

The long version is `python -m pytest -m long tests/faults/test_kill.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks and sends POSIX signals")

PROGRAM = Path(__file__).with_name("kills.py")


def killed(folder: Path, kills: int, timeout: float) -> dict[str, Any]:
    command = [sys.executable, str(PROGRAM), str(folder), str(kills)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=timeout, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    assert found["killed"] == kills
    assert found["wrong"] == [], ended.stderr
    return found


def test_killed_sixty_times(tmp_path: Path) -> None:
    assert killed(tmp_path, 60, timeout=240)["saved"] > 10


@pytest.mark.long
def test_killed_a_thousand_times(tmp_path: Path) -> None:
    assert killed(tmp_path, 1000, timeout=3600)["saved"] > 50
