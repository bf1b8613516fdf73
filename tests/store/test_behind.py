"""Saves behind the training's back: of the moment they were asked for, in order, never lost in silence."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store import runs as module
from mlpcli.store.behind import Behind
from mlpcli.store.checkpoint import load
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.runs import RunFiles, named


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Saves wait until it is set."""
    opened, save = threading.Event(), module.save

    def held(path: Path, checkpoint: Any) -> None:
        assert opened.wait(10)
        save(path, checkpoint)

    monkeypatch.setattr(module, "save", held)
    return opened


def refuse(*_: object) -> None:
    raise CheckpointError("checkpoint.h5 cannot be written: No space left on device")


def test_what_is_saved_is_of_the_moment_it_was_asked_for(tmp_path: Path, make: Any, gate: Any) -> None:
    checkpoint = make(step=1)
    weights = checkpoint.weights.last["0_dense/W"]
    slot = checkpoint.slots["m"]["0_dense/W"]
    before = weights.copy(), slot.copy()
    with RunFiles(tmp_path) as files:
        files.save_behind(checkpoint)
        weights += 1
        slot += 1
        gate.set()
    stored = load(tmp_path)
    assert np.array_equal(stored.weights.last["0_dense/W"], before[0])
    assert np.array_equal(stored.slots["m"]["0_dense/W"], before[1])


def test_the_caller_goes_on_and_the_next_save_waits(tmp_path: Path, make: Any, gate: Any) -> None:
    with RunFiles(tmp_path) as files:
        files.save_behind(make(step=1))
        assert not (tmp_path / "checkpoint.h5").exists(), "it waits at the gate, and we are here"
        gate.set()
        files.save(make(step=2))
        assert load(tmp_path).state["step"] == 2
        assert load(tmp_path / PREVIOUS).state["step"] == 1


@pytest.mark.parametrize("then", ["save", "save_behind", "close"])
def test_what_went_wrong_is_told_by_whatever_comes_next(
    tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    monkeypatch.setattr(module, "save", refuse)
    files = RunFiles(tmp_path)
    files.save_behind(make(step=1))
    with pytest.raises(CheckpointError, match="No space left"):
        getattr(files, then)(*() if then == "close" else (make(step=2),))
    monkeypatch.undo()
    files.close()


def test_what_went_wrong_first_is_what_counts(
    tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "save", refuse)
    files = RunFiles(tmp_path)
    files.save_behind(make(step=1))
    files.__exit__(ZeroDivisionError)  # leaves the block to that error
    with pytest.raises(FileNotFoundError), RunFiles(tmp_path):
        (tmp_path / "none").read_bytes()


def test_a_run_that_starts_over_is_saved_at_once_the_first_time(tmp_path: Path, make: Any) -> None:
    """Its metrics move with that save, while the training would write to them."""
    with RunFiles(named(tmp_path, "r")) as files:
        files.save(make(step=7))
    with RunFiles(tmp_path / "r", force=True) as files:
        files.append({"epoch": 1})
        files.save_behind(make(step=1))
        assert load(tmp_path / "r").state["step"] == 1
        files.append({"epoch": 2})
        files.save_behind(make(step=2))
    assert load(tmp_path / "r").state["step"] == 2


def test_one_piece_of_work_at_a_time() -> None:
    behind, done, first = Behind(), [], threading.Event()
    behind.begin(lambda: done.append(first.wait(10)))
    threading.Timer(0.05, first.set).start()
    behind.begin(lambda: done.append("second"))
    behind.wait()
    assert done == [True, "second"]
