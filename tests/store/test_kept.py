"""The checkpoint before the newest: kept on every file system, never in place of a good one."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store.checkpoint import FILE_NAME, load, save
from mlpcli.store.kept import PREVIOUS, keep, newest_whole
from mlpcli.store.runs import RunFiles


@pytest.fixture(params=["links", "no links"])
def newest(request: pytest.FixtureRequest, tmp_path: Path, make: Any, monkeypatch: Any) -> Path:
    """A run's newest checkpoint, on file systems with second names for files and without."""
    if request.param == "no links":

        def refuse(*names: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
    save(tmp_path / FILE_NAME, make(step=1))
    return tmp_path / FILE_NAME


def steps(folder: Path) -> tuple[int, int]:
    return load(folder).state["step"], load(folder / PREVIOUS).state["step"]


def test_one_after_the_other(newest: Path, make: Any) -> None:
    folder = newest.parent
    with RunFiles(folder, step=1) as files:
        for step in (2, 3, 3):
            files.save(make(step=step))
    assert steps(folder) == (3, 2), "saved twice in one place, it still is the one before"
    assert sorted(path.name for path in folder.iterdir()) == [FILE_NAME, PREVIOUS, "metrics.jsonl"]


def test_a_process_that_died_between_the_two_renames(newest: Path, make: Any) -> None:
    keep(newest)
    keep(newest)
    assert steps(newest.parent) == (1, 1)
    assert sorted(path.name for path in newest.parent.iterdir()) == [FILE_NAME, PREVIOUS]
    save(newest, make(step=2))
    assert steps(newest.parent) == (2, 1), "they are two files again"


def test_a_damaged_newest_does_not_become_the_one_before(newest: Path, make: Any) -> None:
    keep(newest)
    newest.unlink()  # it may be the same file as the one before
    newest.write_bytes(b"torn")
    path, stored, warning = newest_whole(newest)
    assert (path.name, stored.state["step"]) == (PREVIOUS, 1)
    assert "is not a checkpoint of mlp" in warning
    with RunFiles(newest.parent, step=None) as files:
        files.save(make(step=2))
    assert steps(newest.parent) == (2, 1)


def test_a_full_disk(newest: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    keep(newest)
    before = newest.read_bytes(), newest.with_name(PREVIOUS).read_bytes()
    for name in ("link", "open"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CheckpointError, match="cannot be written: No space left on device"):
        keep(newest)
    monkeypatch.undo()
    assert (newest.read_bytes(), newest.with_name(PREVIOUS).read_bytes()) == before
    assert sorted(path.name for path in newest.parent.iterdir()) == [FILE_NAME, PREVIOUS]


def test_what_died_while_it_saved_is_cleared_away(newest: Path) -> None:
    torn = newest.with_name(f".{PREVIOUS}.0123abcd.tmp"), newest.with_name(f".{FILE_NAME}.0123abcd.tmp")
    for path in torn:
        path.write_bytes(b"half")
    with RunFiles(newest.parent, step=1):
        pass
    assert not any(path.exists() for path in torn)


def test_another_file_has_no_one_before(tmp_path: Path, make: Any) -> None:
    save(tmp_path / PREVIOUS, make(step=1))
    (tmp_path / "other.h5").write_bytes(b"")
    with pytest.raises(CheckpointError, match=r"other\.h5"):
        newest_whole(tmp_path / "other.h5")
