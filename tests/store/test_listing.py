"""The list of runs: complete, in order, and not stopped by what is broken."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mlpcli.errors import UsageError
from mlpcli.store import loader
from mlpcli.store.checkpoint import save, to_tree
from mlpcli.store.listing import list_runs
from mlpcli.store.plain import read_plain
from mlpcli.store.runs import RunFiles, next_name
from mlpcli.store.seal import seal
from mlpcli.store.tree import write_tree


def test_what_a_run_shows(tmp_path: Path, make: Any) -> None:
    with RunFiles(next_name(tmp_path, "digits")) as files:
        files.save(make(step=3))
    os.utime(files.checkpoint, (1e9, 1e9))
    (run,) = list_runs(tmp_path)
    assert (run.name, run.folder, run.epochs, run.problem) == ("digits", tmp_path / "digits", 3, "")
    assert run.modified == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert run.spec == make().spec
    assert run.state == make(step=3).state
    assert run.metrics["test"]["accuracy"] == 0.5
    assert run.history["training_loss"][0] == 1


def test_order_and_what_is_no_run(tmp_path: Path, make: Any) -> None:
    for name in ("digits-10", "digits-2", "digits", "iris"):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "checkpoint.h5", make())
    (tmp_path / "empty").mkdir()
    (tmp_path / "sweep").mkdir()
    (tmp_path / "sweep" / "sweep.h5").write_bytes(b"")
    (tmp_path / "checkpoint.h5").write_bytes(b"")
    assert [run.name for run in list_runs(tmp_path)] == ["digits", "digits-2", "digits-10", "iris"]


def test_problems_are_listed(tmp_path: Path, make: Any) -> None:
    tree = to_tree(make())
    contents = {
        "a-text": b"name: digits\n",
        "b-damaged": seal(write_tree(tree))[:-1] + b"?",
        "c-truncated": seal(write_tree(tree))[:5000],
        "d-incomplete": seal(write_tree({n: leaf for n, leaf in tree.items() if n != "state"})),
        "e-no-folder": None,
        "f-unsaved": None,
        "g-fine": seal(write_tree(tree)),
    }
    for name, data in contents.items():
        (tmp_path / name).mkdir()
        if data is not None:
            (tmp_path / name / "checkpoint.h5").write_bytes(data)
    (tmp_path / "e-no-folder").rmdir()
    (tmp_path / "f-unsaved" / "metrics.jsonl").write_bytes(b"")
    assert {run.name: run.problem for run in list_runs(tmp_path)} == {
        "a-text": "is not a checkpoint of mlp: a text file that begins with 'name: digits'",
        "b-damaged": "is damaged: its contents do not match their checksum "
        "(or it was changed after it was saved)",
        "c-truncated": f"is truncated: it has 5,000 of {len(contents['g-fine'] or b''):,} bytes",
        "d-incomplete": "is incomplete: it has no 'state'",
        "f-unsaved": "has not saved yet",
        "g-fine": "",
    }


def test_a_run_that_may_not_be_looked_at(tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    is_file = Path.is_file

    def refuse(path: Path) -> bool:
        if path.parent.name == "private":
            raise PermissionError(13, "Permission denied")
        return is_file(path)

    for name in ("mine", "private"):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "checkpoint.h5", make())
    monkeypatch.setattr(Path, "is_file", refuse)
    assert {run.name: run.problem for run in list_runs(tmp_path)} == {
        "mine": "",
        "private": "cannot be read: Permission denied",
    }


@pytest.mark.parametrize("name", ["gone", "file"])
def test_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match=f"{name} cannot be read: .+; expected a folder of runs"):
        list_runs(tmp_path / name)


def test_weights_stay_unread(tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def spy(*arguments: Any) -> Any:
        tree = read_plain(*arguments)
        read.extend(tree)
        return tree

    monkeypatch.setattr(loader, "read_plain", spy)
    (tmp_path / "run").mkdir()
    save(tmp_path / "run" / "checkpoint.h5", make())
    list_runs(tmp_path)
    assert {name.partition("/")[0] for name in read} == {"spec", "state", "history", "metrics"}
