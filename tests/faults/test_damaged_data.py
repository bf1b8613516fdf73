"""Damaged data files into `mlp check`: read, or refused with one message that names the file.

500 here. 20,000 with

    python -m pytest -m long tests/faults/test_damaged_data.py
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from data_files import SHARES, write_all

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures memory in /proc")

SECONDS, MEGABYTES = 4.0, 800


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data")
    write_all(path)
    return path


def check(cases: list[dict[str, Any]]) -> Counter[tuple[str, int]]:
    for case in cases:
        assert "Traceback" not in case["err"], case
        assert case["code"] in (0, 3, 4), case
        assert case["seconds"] < SECONDS, case
        assert case["megabytes"] < MEGABYTES, case
        if case["code"] == 4:
            few = "rows are too few" in case["err"]  # to be divided: what is left of the file is fine
            assert few or f"data.{case['kind']}" in case["err"], case
            assert len(case["err"].splitlines()) == 1, case
    return Counter((case["kind"], case["code"]) for case in cases)


@pytest.mark.parametrize("start", [0, 250])
def test_check(folder: Path, batch: Any, start: int) -> None:
    ends = check(batch("data", folder, folder / "none", start, 250))
    for kind in SHARES:
        assert ends[kind, 4], f"no damaged {kind} was refused"


def test_whole_files_are_read(folder: Path, batch: Any) -> None:
    from mlpcli.data.source import read_table

    for kind in SHARES:
        assert len(read_table(folder / f"whole.{kind}")) == 40


@pytest.mark.long
@pytest.mark.parametrize("start", range(1000, 21_000, 1000))
def test_check_of_20_000(folder: Path, batch: Any, start: int) -> None:
    check(batch("data", folder, folder / "none", start, 1000))
