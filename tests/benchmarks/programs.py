"""A program to measure, and one run of it: a fresh process, from its start to its end, in an empty folder."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import Any


class FailedError(Exception):
    """A measured program did not do what it should; the message holds its last words."""


@dataclass(frozen=True)
class Program:
    """A name and one or more commands that do the same (another thread count); the fastest is measured.

    `exit_code` is the one that it must end with; `limit` (seconds) and `floor` (test accuracy) are promises.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    exit_code: int = 0
    limit: float | None = None
    floor: float | None = None


@dataclass(frozen=True)
class Sample:
    """One run: the seconds from start to end, and the JSON object that it printed last, if any."""

    seconds: float
    said: dict[str, Any]

    @property
    def test_accuracy(self) -> float | None:
        """What the tool says as test.accuracy and the peers as test_accuracy."""
        test = self.said.get("test")
        found = test.get("accuracy") if isinstance(test, dict) else self.said.get("test_accuracy")
        return None if found is None else float(found)


def run(command: tuple[str, ...], exit_code: int = 0) -> Sample:
    """Run the command once; raises FailedError where it ends otherwise than it should."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        started = time.perf_counter()
        ended = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
        )
        seconds = time.perf_counter() - started
    if ended.returncode != exit_code:
        words = (ended.stderr or ended.stdout)[-2000:]
        raise FailedError(f"{' '.join(command)}: exit code {ended.returncode}, not {exit_code}\n{words}")
    return Sample(seconds, last_object(ended.stdout))


def last_object(stdout: str) -> dict[str, Any]:
    """The JSON object that ends the output: the whole of it, or its last line."""
    for text in (stdout, stdout.rstrip().rpartition("\n")[2]):
        try:
            said = json.loads(text)
        except ValueError:
            continue
        if isinstance(said, dict):
            return said
    return {}
