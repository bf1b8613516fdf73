"""Damaged checkpoints into `mlp eval`: refused, or right; never a crash, a hang or a traceback.

1,000 here. 20,000, for `predict` and `show` too, with

    python -m pytest -m long tests/faults/test_damaged_checkpoints.py
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlpcli.store.checkpoint import load

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures memory in /proc")

GOLDEN = Path(__file__).parents[1] / "store" / "golden"
CASES = {"bytes": 840, "forged": 140, "unsealed": 20}
LONG = {"bytes": 14_000, "forged": 5_000, "unsealed": 1_000}
WORDS = ("eval", "checkpoint.h5", "--json")

HANG = 2.0
"""Seconds of work, of `mlp` and of the process that it reads files of unknown origin in."""


@pytest.fixture(scope="module", params=["batch_norm", "classifier"])
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole checkpoint in a folder with its data."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copy(GOLDEN / "trees.csv", folder)
    path = folder / "original.h5"
    path.write_bytes(gzip.decompress((GOLDEN / f"v1-{request.param}.h5.gz").read_bytes()))
    return path


def check(kind: str, cases: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    for case in cases:
        assert "Traceback" not in case["err"], case
        assert case["code"] in ((0, 6) if kind == "bytes" else (0, 4, 6)), case
        assert case["seconds"] < HANG, case
        if case["code"]:
            assert case["err"].strip(), case
        if case["code"] == 6:
            assert case["err"].startswith("checkpoint.h5"), case
        elif case["code"] == 0 and kind == "bytes":
            assert json.loads(case["out"]) == expected, "a wrong answer"
        elif case["code"] == 0 and kind == "unsealed":
            assert "has no seal" in case["err"], case


def right_answer(original: Path) -> dict[str, Any]:
    whole = original.with_name("checkpoint.h5")
    shutil.copy(original, whole)
    command = [sys.executable, "-m", "mlpcli.cli.main", *WORDS]
    ended = subprocess.run(command, cwd=original.parent, capture_output=True, check=True, timeout=60)
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


@pytest.mark.parametrize("kind", CASES)
def test_eval(original: Path, batch: Any, kind: str) -> None:
    target, count = original.with_name("checkpoint.h5"), CASES[kind] // 2
    cases = batch(kind, original, target, 0, count, *WORDS)
    assert len(cases) == count
    check(kind, cases, right_answer(original))
    refused = sum(case["code"] == 6 for case in cases)
    assert refused > count * (0.95 if kind == "bytes" else 0.4), "the damage is too small to test anything"


@pytest.mark.long
@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("start", range(10))
def test_eval_of_20_000(original: Path, batch: Any, kind: str, start: int) -> None:
    target, count = original.with_name("checkpoint.h5"), LONG[kind] // 20
    expected = right_answer(original)
    check(kind, batch(kind, original, target, 1000 + start * count, count, *WORDS), expected)


@pytest.mark.long
@pytest.mark.parametrize("words", [("show", "checkpoint.h5"), ("predict", "checkpoint.h5", "trees.csv")])
def test_other_commands(original: Path, batch: Any, words: tuple[str, ...]) -> None:
    target = original.with_name("checkpoint.h5")
    check("forged", batch("forged", original, target, 0, 1000, *words), {})


def test_the_right_weights(original: Path, batch: Any) -> None:
    """The original is whole, so that what is refused above is refused for its damage."""
    checkpoint = load(original)
    assert checkpoint.sealed
    assert checkpoint.weights.best
