"""Writing a file: refused by the system, raced by others, or interrupted, the old one stays whole."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store import atomic
from mlpcli.store.atomic import STALE, write_bytes

Patch = pytest.MonkeyPatch


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "checkpoint.h5"
    path.write_bytes(b"old")
    return path


def alone(path: Path) -> bool:
    return list(path.parent.iterdir()) == [path]


def failing(number: int) -> Callable[..., Any]:
    def fail(*args: object) -> None:
        raise OSError(number, os.strerror(number), "/tmp/internal")

    return fail


def test_replaces(target: Path) -> None:
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert alone(target)


def test_creates(tmp_path: Path) -> None:
    write_bytes(tmp_path / "new[1].h5", b"new")
    assert alone(tmp_path / "new[1].h5")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("step", ["fsync", "open", "replace"])
def test_system_refuses(target: Path, monkeypatch: Patch, step: str, number: int) -> None:
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,))
    place = Path if step == "replace" else os
    monkeypatch.setattr(place, step, failing(number))
    with pytest.raises(CheckpointError) as caught:
        write_bytes(target, b"new")
    monkeypatch.undo()
    assert str(caught.value) == f"{target} cannot be written: {os.strerror(number)}"
    assert target.read_bytes() == b"old"
    assert alone(target)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of this kind there")
def test_disk_is_full_in_the_middle(target: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(CheckpointError, match="cannot be written: File too large"):
            write_bytes(target, bytes(1_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert target.read_bytes() == b"old"
    assert alone(target)


def test_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be written: "):
        write_bytes(tmp_path / "gone" / "checkpoint.h5", b"new")


def test_target_is_a_folder(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,))
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(CheckpointError, match="cannot be written"):
        write_bytes(folder, b"new")
    assert alone(folder)


def test_path_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="null"):
        write_bytes(tmp_path / "a\0b", b"new")


def test_interrupted_by_the_user(target: Path, monkeypatch: Patch) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert alone(target)


def test_data_reach_the_disk_before_the_name_and_the_name_after(target: Path, monkeypatch: Patch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        done.append("data" if os.fstat(descriptor).st_size == 3 else "folder")
        fsync(descriptor)

    def replaced(source: Path, path: Path) -> Path:
        done.append("name")
        return replace(source, path)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_bytes(target, b"new")
    assert done == (["data", "name"] if os.name == "nt" else ["data", "name", "folder"])


def test_waits_for_a_reader_on_windows(target: Path, monkeypatch: Patch) -> None:
    replace, attempts = Path.replace, iter([True, True, False])

    def refused_twice(source: Path, path: Path) -> Path:
        if next(attempts):
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(source, path)

    monkeypatch.setattr(Path, "replace", refused_twice)
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"


def test_gives_up_on_a_reader_within_a_second(target: Path, monkeypatch: Patch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    with pytest.raises(CheckpointError, match="Permission denied"):
        write_bytes(target, b"new")
    assert 0.3 < sum(waited) < 1


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_file_systems_that_cannot_flush_a_folder(target: Path, monkeypatch: Patch, number: int) -> None:
    fsync = os.fsync

    def only_files(descriptor: int) -> None:
        if os.fstat(descriptor).st_mode & 0o040000:
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_stays_a_link(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.h5"
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="no such permissions there")
def test_new_files_get_the_usual_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_bytes(tmp_path / "new", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_removes_what_killed_processes_left(target: Path) -> None:
    old, young = (
        target.with_name(".checkpoint.h5.0123abcd.tmp"),
        target.with_name(".checkpoint.h5.4567cdef.tmp"),
    )
    foreign = target.with_name(".other.h5.0123abcd.tmp")
    for path in (old, young, foreign):
        path.write_bytes(b"torn")
    for path in (old, foreign):
        os.utime(path, (time.time() - 2 * STALE,) * 2)
    write_bytes(target, b"new")
    assert not old.exists()
    assert young.exists(), "it may belong to a process that is writing now"
    assert foreign.exists()
