"""Folders of runs: every process gets its own, and no run is lost to another's start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store import runs as module
from mlpcli.store.checkpoint import load
from mlpcli.store.history import read_rows
from mlpcli.store.runs import RunFiles, named, next_name


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "somewhere" / "runs"


def test_next_free_name(runs: Path) -> None:
    assert [next_name(runs, "digits").name for _ in range(3)] == ["digits", "digits-2", "digits-3"]
    assert next_name(runs, "digits-2").name == "digits-2-2"
    (runs / "digits-2").rmdir()
    assert next_name(runs, "digits").name == "digits-2"


def test_a_file_has_a_name_too(runs: Path) -> None:
    runs.mkdir(parents=True)
    (runs / "digits").write_text("notes", encoding="utf-8")
    assert next_name(runs, "digits").name == "digits-2"
    for options in ({}, {"resume": True}, {"force": True}):
        with pytest.raises(UsageError):
            named(runs, "digits", **options)


PROGRAM = """
import sys
from pathlib import Path
from mlpcli.store.runs import next_name

print("ready", flush=True)
sys.stdin.readline()
for _ in range(50):
    print(next_name(Path(sys.argv[1]), "digits").name)
"""


def test_processes_that_start_at_once_get_different_names(runs: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(runs)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    processes = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    names = [name for process in processes for name in process.communicate()[0].split()]
    expected = {"digits", *(f"digits-{i}" for i in range(2, 101))}
    assert len(names) == 100
    assert set(names) == expected == {child.name for child in runs.iterdir()}


def test_explicit_name(runs: Path) -> None:
    folder = named(runs, "mine")
    assert folder == runs / "mine"
    with pytest.raises(UsageError, match="--resume continues it, --force starts it over"):
        named(runs, "mine")
    assert named(runs, "mine", resume=True) == folder
    assert named(runs, "mine", force=True) == folder
    assert named(runs, "new", resume=True).is_dir(), "a batch system may always pass --resume"


def test_names_are_checked(runs: Path) -> None:
    for make in (next_name, named):
        with pytest.raises(UsageError, match="cannot be called"):
            make(runs, "../elsewhere")
    assert not runs.exists()


def test_runs_is_a_file(runs: Path) -> None:
    runs.parent.mkdir()
    runs.write_text("", encoding="utf-8")
    for make in (next_name, named):
        with pytest.raises(UsageError, match="is a file; expected the folder of the runs"):
            make(runs, "digits")
        with pytest.raises(UsageError, match="cannot be made: "):
            make(runs / "deeper", "digits")


def test_runs_cannot_be_written_to(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/internal")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UsageError, match=r"digits cannot be made: Permission denied$"):
        next_name(runs, "digits")


def test_a_training(runs: Path, make: Any) -> None:
    folder = next_name(runs, "digits")
    with RunFiles(folder) as files:
        files.append({"epoch": 1})
        files.save(make(step=1))
        files.append({"epoch": 2})
        files.save(make(step=2))
    found = ["checkpoint.h5", "checkpoint.previous.h5", "metrics.jsonl"]
    assert sorted(path.name for path in folder.iterdir()) == found
    assert load(folder).state["step"] == 2
    assert read_rows(folder / "metrics.jsonl") == [{"epoch": 1}, {"epoch": 2}]


def test_resumed_from_what_was_saved(runs: Path, make: Any) -> None:
    folder = next_name(runs, "digits")
    with RunFiles(folder) as files:
        files.append({"epoch": 1})
        files.save(make(step=1))
        files.append({"epoch": 2, "loss": 0.5})  # not in the checkpoint, so it is lost
    with RunFiles(folder, [{"epoch": 1}]) as files:
        files.append({"epoch": 2, "loss": 0.25})
    assert read_rows(folder / "metrics.jsonl") == [{"epoch": 1}, {"epoch": 2, "loss": 0.25}]


def old_run(runs: Path, make: Any) -> Path:
    folder = named(runs, "digits")
    with RunFiles(folder) as files:
        files.append({"epoch": 1, "run": "old"})
        files.save(make(step=7))
    return folder


def test_started_over(runs: Path, make: Any) -> None:
    folder = old_run(runs, make)
    with RunFiles(named(runs, "digits", force=True), force=True) as files:
        files.append({"epoch": 1, "run": "new"})
        assert load(folder).state["step"] == 7
        assert read_rows(folder / "metrics.jsonl") == [{"epoch": 1, "run": "old"}]
        files.save(make(step=1))
        files.append({"epoch": 2, "run": "new"})
        files.save(make(step=2))
    assert load(folder).state["step"] == 2
    assert [row["run"] for row in read_rows(folder / "metrics.jsonl")] == ["new", "new"]
    found = ["checkpoint.h5", "checkpoint.previous.h5", "metrics.jsonl"]
    assert sorted(path.name for path in folder.iterdir()) == found


def test_started_over_and_died_before_saving(runs: Path, make: Any) -> None:
    folder = old_run(runs, make)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with RunFiles(folder, force=True) as files:
        files.append({"epoch": 1, "run": "new"})
    assert {name: (folder / name).read_bytes() for name in before} == before
    with RunFiles(folder, [{"epoch": 1, "run": "old"}]):
        pass
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_started_over_on_a_full_disk(runs: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CheckpointError("checkpoint.h5 cannot be written: No space left on device")

    folder = old_run(runs, make)
    with RunFiles(folder, force=True) as files:
        monkeypatch.setattr(module, "save", refuse)
        with pytest.raises(CheckpointError):
            files.save(make(step=1))
        monkeypatch.undo()
        assert read_rows(folder / "metrics.jsonl") == [{"epoch": 1, "run": "old"}]
        files.save(make(step=2))
    assert load(folder).state["step"] == 2
    assert read_rows(folder / "metrics.jsonl") == []


def test_started_over_with_nothing_to_keep(runs: Path) -> None:
    folder = named(runs, "digits")
    with RunFiles(folder, force=True) as files:
        files.append({"epoch": 1})
    assert [path.name for path in folder.iterdir()] == ["metrics.jsonl"]
