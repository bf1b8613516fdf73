"""What the command line may load before it knows that it is needed: start-up is what a user waits for."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "numpy",
    "pydantic",
    "h5py",
    "duckdb",
    "yaml",
    "threadpoolctl",
    "scipy",
    "matplotlib",
    "rich.live",
    "rich.progress",
)
"""Packages and modules that `mlp --help` can do without; NumPy alone would double its time."""

PROGRAM = f"""
import sys
from mlpcli.cli.main import main

sys.argv[0] = "mlp"
try:
    main()
finally:
    print("loaded:", *(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""


def run_mlp(*words: str) -> subprocess.CompletedProcess[str]:
    """`mlp` with these words in a fresh interpreter; the last line on stderr names what is loaded."""
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


def heavy(ended: subprocess.CompletedProcess[str]) -> set[str]:
    """The heavy modules that the last line on stderr names."""
    word, *names = ended.stderr.splitlines()[-1].split()
    assert word == "loaded:", ended.stderr
    return set(names)


def test_help_loads_nothing_heavy() -> None:
    ended = run_mlp("--help")
    assert ended.returncode == 0, ended.stderr
    assert "mlp" in ended.stdout
    assert not heavy(ended)


@pytest.mark.parametrize("command", ["train", "eval", "check"])
def test_help_of_a_command_loads_nothing_heavy(command: str) -> None:
    ended = run_mlp(command, "--help")
    assert ended.returncode == 0, ended.stderr
    assert command in ended.stdout
    assert heavy(ended) <= {"pydantic"}  # recent versions of typer use it to convert parameters


def test_the_check_sees_what_is_loaded() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import numpy\n" + PROGRAM, "--help"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert heavy(ended) == {"numpy"}
