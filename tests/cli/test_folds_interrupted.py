"""A cross-validation that is stopped from outside, continued, or started over."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpcli.store import runs

Mlp = Callable[..., Any]
Arrays = Callable[..., dict[str, bytes]]

SETTINGS = ("data.split.test=0.2", "training.epochs=12", "training.batch_size=32", "training.save_every=1")
EACH = ("train", "iris.yaml", "--folds", "3", *(word for one in SETTINGS for word in ("--set", one)))
"""Every fold learns from 80 rows, 3 batches an epoch, so that all train in one stack."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")


@pytest.fixture
def stopped(mlp: Mlp, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """stopped(fold, step, *words): a signal comes once this fold is saved after so many updates."""

    def run(fold: str, step: int, *words: str) -> Any:
        save, due = runs.save, [signal.SIGINT]

        def watched(path: Path, checkpoint: Any) -> None:
            save(path, checkpoint)
            if path.parent.name == fold and checkpoint.state["step"] == step and due:
                os.kill(os.getpid(), due.pop())  # a second one would end the process at once

        with monkeypatch.context() as patch:
            patch.setattr(runs, "save", watched)
            return mlp(*words)

    return run


def same(world: Path, one: str, other: str, arrays: Arrays) -> None:
    """The same folds in every bit, but for the time it took."""
    for fold in ("fold-1", "fold-2", "fold-3"):
        kept = ("weights", "optimizer", "history", "data")
        first, second = (arrays(world / "runs" / run / fold, *kept) for run in (one, other))
        assert {**first, "history/seconds": b""} == {**second, "history/seconds": b""}
    texts = [(world / "runs" / run / "out_of_fold.csv").read_bytes() for run in (one, other)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("ensemble", ["null", "{kind: seeds, members: 2}"])
def test_the_printed_command_continues_to_the_same_end(
    mlp: Mlp, stopped: Callable[..., Any], world: Path, arrays: Arrays, ensemble: str
) -> None:
    """In a stack all folds stand at the same place; ensembles are trained fold by fold."""
    words = (*EACH, "--set", f"ensemble={ensemble}")
    assert mlp(*words, "--name", "whole").code == 0
    ended = stopped("fold-2", 15, *words, "--name", "a", "--json")
    assert "a, 3 folds interrupted: 5 of 12 epochs" in ended.err or ensemble != "null"
    assert ended.code == 130
    told = ended.json
    assert (told["run"], told["folds"], told["stop_reason"]) == ("runs/a", 3, "interrupted")
    reasons = [fold["stop_reason"] for fold in told["results"]]
    assert reasons == (
        ["interrupted"] * 3 if ensemble == "null" else ["epochs", "interrupted", "interrupted"]
    )
    assert "out_of_fold" not in told
    facts = json.loads((world / "runs/a/folds.json").read_bytes())
    assert facts == {"folds": 3}
    resume = shlex.split(ended.err.splitlines()[-1])
    assert resume[:3] == ["mlp", "train", "iris.yaml"]
    assert resume[-3:] == ["--folds", "3", "--resume"]
    again = mlp(*resume[1:])
    assert again.code == 0
    # An ensemble goes on while it is saved, up to the next save.
    assert re.search("continuing runs/a/fold-2 after [56] of 12 epochs", again.err.replace("\\", "/"))
    same(world, "a", "whole", arrays)


def test_what_an_unfinished_one_can_say(mlp: Mlp, stopped: Callable[..., Any], world: Path) -> None:
    several = ("--set", "ensemble={kind: seeds, members: 2}")
    assert stopped("fold-2", 15, *EACH, *several, "--name", "a").code == 130
    refused = mlp("predict", "runs/a", "iris.csv")
    assert refused.code == 6
    assert "fold 3 of 3 has no checkpoint" in refused.err
    assert mlp("predict", "runs/a/fold-1", "iris.csv").code == 0
    assert stopped("fold-2", 15, *EACH, "--name", "b").code == 130
    evaluated = mlp("eval", "runs/b", "--json")
    assert "fold 1, 2, 3 of 3 has not ended" in evaluated.err
    assert "mean" not in evaluated.json
    assert evaluated.json["rows"] == 30


def test_force_leaves_the_old_folds_until_the_first_save(
    mlp: Mlp, stopped: Callable[..., Any], world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*EACH, "--set", "ensemble={kind: seeds, members: 2}", "--name", "a")
    assert mlp(*words).code == 0
    seen: list[int] = []
    save = runs.save

    def watched(path: Path, checkpoint: Any) -> None:
        seen.append(len(list((world / "runs/a").glob("fold-*"))))
        save(path, checkpoint)

    monkeypatch.setattr(runs, "save", watched)
    assert stopped("fold-1", 6, *words, "--force").code == 130
    assert seen[0] == 3
    assert set(seen[1:]) == {1}
    assert json.loads((world / "runs/a/folds.json").read_bytes()) == {"folds": 3}
    assert not (world / "runs/a/out_of_fold.csv").exists()
    assert mlp(*words, "--resume").code == 0
    assert "mean" in json.loads((world / "runs/a/folds.json").read_bytes())


def test_one_that_is_being_trained_is_left_alone(mlp: Mlp, world: Path) -> None:
    from mlpcli.store.lock import RunLock

    words = (*EACH, "--name", "a")
    assert mlp(*words).code == 0
    with RunLock(world / "runs/a"):
        refused = mlp(*words, "--resume")
    assert refused.code == 2
    assert "is being trained" in refused.err
