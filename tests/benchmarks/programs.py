"""A program to measure, and one run of it: a fresh process, from its start to its end, in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Score: TypeAlias = Literal["test accuracy", "best validation accuracy"]

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As users have it: with it every start would compile what an installed package has compiled."""

KEYS: dict[Score, tuple[tuple[str, str], str]] = {
    "test accuracy": (("test", "accuracy"), "test_accuracy"),
    "best validation accuracy": (("best", "validation_accuracy"), "validation_accuracy"),
}
"""Where the tool tells a score, and the peers' key for it."""


class FailedError(Exception):
    """A measured program did not do what it should; the message holds its last words."""


@dataclass(frozen=True)
class Program:
    """A name and one or more commands that do the same (another thread count); the fastest is measured.

    `exit_code` is the one that it must end with. Promises: `limit` (seconds at most), `floor` (of its score),
    `ratio` (how many times as long as the first program of its race it takes, at least).
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    exit_code: int = 0
    limit: float | None = None
    floor: float | None = None
    ratio: float | None = None


@dataclass(frozen=True)
class Sample:
    """One run: the seconds from start to end, and the JSON object that it printed last, if any."""

    seconds: float
    said: dict[str, Any]

    def score(self, name: Score) -> float | None:
        """What the program says of its result, if it does."""
        (part, key), peers_key = KEYS[name]
        told = self.said.get(part)
        tools = told.get(key) if isinstance(told, dict) else None
        found = self.said.get(peers_key) if tools is None else tools
        return None if found is None else float(found)


def run(command: tuple[str, ...], exit_code: int = 0, told: str = "") -> Sample:
    """Run the command once; raises FailedError where it ends otherwise than it should.

    `told` is the key of the seconds that it tells itself, if those count.
    """
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        started = time.perf_counter()
        ended = subprocess.run(
            command,
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        seconds = time.perf_counter() - started
    if ended.returncode != exit_code:
        words = (ended.stderr or ended.stdout)[-2000:]
        raise FailedError(f"{' '.join(command)}: exit code {ended.returncode}, not {exit_code}\n{words}")
    said = last_object(ended.stdout)
    return Sample(said[told] if told else seconds, said)


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
