"""`mlp verify` repeats a stretch of a training, and nothing that was changed by hand passes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.store.checkpoint import load, save
from mlpcli.store.contents import Checkpoint, Weights


@pytest.fixture
def run(world: Path, done: Any) -> Path:
    """A run of 12 epochs that was saved after the tenth, too."""
    done("train", "iris.yaml", "--quiet", "--set", "training={epochs: 12, save_every: 10}")
    return world / "runs" / "iris"


def test_from_the_checkpoint_before_and_from_the_beginning(run: Path, done: Any) -> None:
    told = done("verify", "runs/iris", "--json").json
    assert told["equal"]
    assert told["replayed_from"] == "runs/iris/checkpoint.previous.h5"
    assert (told["from"]["epoch"], told["to"]["epoch"]) == (10, 12)
    assert told["batches"] == 2 * 27
    assert told["differences"] == told["environment_changes"] == []
    whole = done("verify", "runs/iris", "--from-beginning").out
    assert "324 batches replayed, from epoch 0 (the beginning) to epoch 12: every byte is the same" in whole


def test_where_only_one_is_kept(world: Path, done: Any) -> None:
    done("train", "iris.yaml", "--quiet", "--set", "training.epochs=3")
    assert done("verify", "runs/iris", "--json").json["replayed_from"] == "the beginning"


def changed(stored: Checkpoint, what: str) -> Checkpoint:
    """The same with one bit of one number changed, its seal made anew."""
    weights, history, state = stored.weights, dict(stored.history), dict(stored.state)
    metrics, slots = dict(stored.metrics), {name: dict(own) for name, own in stored.slots.items()}
    if what in ("last", "best"):
        arrays = {name: dict(own) for name, own in vars(weights).items()}
        arrays[what]["0_dense/W"] = np.nextafter(arrays[what]["0_dense/W"], np.float32(9))
        weights = Weights(**arrays)
    elif what == "slot":
        slots["m"]["0_dense/b"] = np.nextafter(slots["m"]["0_dense/b"], np.float32(9))
    elif what == "history":
        history["validation_loss"] = history["validation_loss"] * (1 + 1e-15)
    elif what == "generator":
        state["generators"] = {**state["generators"], "noise": state["generators"]["batches"]}
    elif what == "best epoch":
        state["best"] = {**state["best"], "epoch": 1}
    else:
        metrics["test"] = {**metrics["test"], "accuracy": 1.0}
    return replace(stored, weights=weights, slots=slots, state=state, history=history, metrics=metrics)


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("last", "weights/last/0_dense/W: 64 of 64 numbers differ, by "),
        ("best", "weights/best/0_dense/W"),
        ("slot", "optimizer/m/0_dense/b"),
        ("history", "history/validation_loss"),
        ("generator", "state/generators"),
        ("best epoch", "state/best"),
        ("metrics", "metrics/test"),
    ],
)
def test_a_lie_is_found(run: Path, mlp: Any, what: str, where: str) -> None:
    save(run / "checkpoint.h5", changed(load(run), what))
    ended = mlp("verify", "runs/iris")
    assert ended.code == 6
    assert "1 differences" in ended.out
    assert where in ended.out


def test_what_cannot_be_verified(run: Path, world: Path, mlp: Any) -> None:
    table = world / "iris.csv"
    table.write_text(table.read_text().replace("5.1", "5.2"), encoding="utf-8")
    ended = mlp("verify", "runs/iris")
    assert ended.code == 4
    assert "the data has changed" in ended.err
    assert mlp("verify", "runs/iris", "--from-beginning").code == 4
    (run / "checkpoint.h5").write_bytes(b"")
    assert mlp("verify", "runs/iris").code == 6


def test_after_taking_weights_and_after_more_epochs(world: Path, done: Any, mlp: Any) -> None:
    done("train", "iris.yaml", "--quiet", "--set", "training.epochs=2")
    done("train", "iris.yaml", "--quiet", "--name", "b", "--from", "runs/iris", "--set", "training.epochs=2")
    assert done("verify", "runs/b", "--json").json["replayed_from"] == "the beginning"
    done("train", "iris.yaml", "--quiet", "--name", "b", "--resume", "--set", "training.epochs=4")
    assert done("verify", "runs/b", "--json").json["from"]["epoch"] == 2
    assert done("verify", "runs/b", "--from-beginning", "--json").json["batches"] == 4 * 27
    done("train", "iris.yaml", "--quiet", "--name", "iris", "--force", "--set", "training.epochs=1")
    ended = mlp("verify", "runs/b", "--from-beginning")
    assert ended.code == 2
    assert "took its first weights from" in ended.err


def test_elsewhere_it_says_so(run: Path, mlp: Any, done: Any) -> None:
    stored = load(run)
    elsewhere = {**stored.environment, "numpy": "1.0", "blas": "openblas 0.1 Katmai"}
    hurt = changed(stored, "last")
    save(run / "checkpoint.h5", replace(hurt, environment=elsewhere))
    ended = mlp("verify", "runs/iris")
    assert ended.code == 6
    assert "this is not where it was trained" in ended.err
    assert "numpy was 1.0 and is " in ended.err


def test_a_continuation_elsewhere_says_that_it_is_not_exact(run: Path, done: Any) -> None:
    stored = load(run)
    elsewhere = {**stored.environment, "numpy": "1.0", "threads": 1000}
    save(run / "checkpoint.h5", replace(stored, environment=elsewhere))
    words = ("train", "iris.yaml", "--resume", "--quiet", "--json", "--set")
    ended = done(*words, "training={epochs: 14, save_every: 10}")
    assert "warning: this continuation is not exact" in ended.err
    assert "the training had 1000 threads, and cannot have them here" in ended.err
    assert len(ended.json["inexact"]) == 2
    told = done("show", "runs/iris", "--json").json["inexact"]
    assert [why.partition(":")[0] for why in told] == ["epoch 12, batch 0"] * 2
    again = done(*words, "training={epochs: 15, save_every: 10}")
    assert len(again.json["inexact"]) == 2, "what was not exact stays so"
    whole = done("verify", "runs/iris", "--from-beginning", "--json").json
    assert len(whole["environment_changes"]) == 2, "it may have been trained in two places"
    assert done("verify", "runs/iris", "--json").json["environment_changes"] == []


def test_exact_continuations_say_nothing(run: Path, done: Any) -> None:
    ended = done("train", "iris.yaml", "--resume", "--json", "--set", "training={epochs: 14, save_every: 10}")
    assert "not exact" not in ended.err
    assert "inexact" not in json.dumps(ended.json)
