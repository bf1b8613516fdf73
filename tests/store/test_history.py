"""The metrics file is valid JSON line by line at every moment, also for those who read while it grows."""

from __future__ import annotations

import errno
import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store.history import MetricsFile, read_rows, rows_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "metrics.jsonl"


def test_a_line_is_there_at_once(path: Path) -> None:
    with MetricsFile(path) as metrics:
        assert path.read_bytes() == b""
        metrics.append({"epoch": 1, "training_loss": 0.1, "note": "ä\n"})
        assert path.read_bytes() == '{"epoch": 1, "training_loss": 0.1, "note": "ä\\n"}\n'.encode()
        metrics.append({"epoch": 2})
        assert [row["epoch"] for row in read_rows(path)] == [1, 2]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_what_is_not_finite_is_null(path: Path, value: float) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    with MetricsFile(path) as metrics:
        metrics.append({"loss": value})
    assert json.loads(path.read_bytes(), parse_constant=refuse) == {"loss": None}


def test_numbers_come_back_exactly(path: Path) -> None:
    with MetricsFile(path) as metrics:
        metrics.append({"loss": 0.1 + 0.2, "tiny": 5e-324})
    assert read_rows(path) == [{"loss": 0.1 + 0.2, "tiny": 5e-324}]


def test_names_that_are_no_text_stay_json(path: Path) -> None:
    with MetricsFile(path) as metrics:
        metrics.append({"file": "\udc80"})
    assert read_rows(path) == [{"file": "\udc80"}]


def test_an_unfinished_line_does_not_count(path: Path) -> None:
    path.write_bytes(b'{"epoch": 1}\n{"epoch": 2')
    assert read_rows(path) == [{"epoch": 1}]


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff", b"", b"[" * 100_000])
def test_damage_names_the_line(path: Path, line: bytes) -> None:
    path.write_bytes(b'{"epoch": 1}\n' + line + b'\n{"epoch": 3}\n')
    with pytest.raises(CheckpointError, match=r"metrics\.jsonl:2: expected a JSON object"):
        read_rows(path)


def test_starts_with_what_a_resumed_run_has_done(path: Path) -> None:
    path.write_bytes(b'{"epoch": 1}\n{"epoch": 2}\n{"epoch": 3}\n{"ep')
    history = {"epoch": np.array([1, 2]), "loss": np.array([0.5, np.nan], np.float32)}
    with MetricsFile(path, rows_of(history)) as metrics:
        metrics.append({"epoch": 3, "loss": 0.125})
    assert read_rows(path) == [
        {"epoch": 1, "loss": 0.5},
        {"epoch": 2, "loss": None},
        {"epoch": 3, "loss": 0.125},
    ]


def test_moves_over_another(path: Path, tmp_path: Path) -> None:
    path.write_text("old", encoding="utf-8")
    with MetricsFile(tmp_path / "new") as metrics:
        metrics.append({"epoch": 1})
        metrics.move(path)
        metrics.append({"epoch": 2})
    assert read_rows(path) == [{"epoch": 1}, {"epoch": 2}]
    assert [child.name for child in tmp_path.iterdir()] == ["metrics.jsonl"]


def test_goes_on_where_it_was_if_it_cannot_move(path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("mlpcli.store.atomic._PAUSES", ())
    path.mkdir()
    with MetricsFile(tmp_path / "new") as metrics:
        metrics.append({"epoch": 1})
        with pytest.raises(CheckpointError, match="cannot be written"):
            metrics.move(path)
        metrics.append({"epoch": 2})
    assert read_rows(tmp_path / "new") == [{"epoch": 1}, {"epoch": 2}]


def test_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be written: "):
        MetricsFile(tmp_path / "gone" / "metrics.jsonl")
    with pytest.raises(CheckpointError, match="cannot be read: "):
        read_rows(tmp_path / "gone" / "metrics.jsonl")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of this kind there")
def test_disk_is_full(path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with MetricsFile(path) as metrics:
        metrics.append({"epoch": 1})
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
        try:
            with pytest.raises(CheckpointError, match=f"cannot be written: {os.strerror(errno.EFBIG)}"):
                metrics.append({"epoch": 2})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.stat().st_size == 20
    assert read_rows(path) == [{"epoch": 1}]
