"""Stops with a name, saves at chosen intervals, and the checkpoint before where the newest is damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mlpcli.store.checkpoint import load

PREVIOUS = "checkpoint.previous.h5"


def test_a_time_limit_stops_inside_an_epoch_and_can_be_raised(world: Path, done: Any, arrays: Any) -> None:
    spec = "training={epochs: 3, batch_size: 1, time_limit: %s}"
    words = ("train", "iris.yaml", "--name", "short", "--json", "--resume", "--set")
    told = done(*words, spec % 0.002).json
    assert told["stop_reason"] == "time"
    assert told["epochs"] == 0
    stored = load(world / "runs" / "short")
    assert stored.state["reason"] == "time"
    assert 0 < stored.state["batch"] < 105
    assert done("show", "runs/short", "--json").json["stop_reason"] == "time"
    assert done("verify", "runs/short").code == 0
    again = done(*words, spec % 0.002)
    assert load(world / "runs" / "short").state["step"] == stored.state["step"], "no time is left"
    assert "--resume goes on" in again.json["stop_detail"]
    assert done(*words, spec % "1h").json["stop_reason"] == "epochs"
    done("train", "iris.yaml", "--name", "long", "--quiet", "--set", spec % "null")
    kept = ("weights", "optimizer", "history")
    one, other = (arrays(world / "runs" / name, *kept) for name in ("short", "long"))
    one.pop("history/seconds"), other.pop("history/seconds")
    assert one == other


def test_early_stopping_by_time_goes_on_with_more(world: Path, done: Any) -> None:
    words = ("train", "iris.yaml", "--name", "a", "--json", "--resume", "--set", "training.epochs=4", "--set")
    told = done(*words, "early_stopping={seconds: 1e-6}").json
    assert (told["stop_reason"], told["epochs"]) == ("time", 1)
    told = done(*words, "early_stopping={seconds: 1e-6}").json
    assert (told["stop_reason"], told["epochs"]) == ("time", 1)
    told = done(*words, "early_stopping={seconds: 1000}").json
    assert (told["stop_reason"], told["epochs"]) == ("epochs", 4)


@pytest.mark.parametrize("ensemble", ["null", "{kind: seeds, members: 2}"])
def test_a_loss_above_its_limit_stops(world: Path, done: Any, ensemble: str) -> None:
    words = ("--set", "training.loss_limit=0.05", "--set", f"ensemble={ensemble}")
    told = done("train", "iris.yaml", "--json", *words).json
    assert told["stop_reason"] == "loss_limit"
    assert told["epochs"] == 1
    assert told["stop_detail"].endswith("the loss is above training.loss_limit in epoch 1")
    assert load(world / "runs" / "iris").state["reason"] == "loss_limit"
    again = done("train", "iris.yaml", "--resume", *words)
    assert "ended after 1 epochs (loss_limit): nothing is left to train" in again.err
    assert done("runs", "--json").json["runs"][0]["ended"] == "loss_limit"


@pytest.mark.parametrize(
    ("every", "place"),
    [("2", (4, 0, 108)), ("50 batches", (3, 19, 100)), ("{epochs: 100, batches: 110}", (4, 2, 110))],
)
def test_saves_come_at_their_interval(world: Path, done: Any, every: str, place: tuple[int, ...]) -> None:
    """27 batches an epoch, 5 epochs; the last save is that of the end."""
    sets = ("--set", "training.epochs=5", "--set", f"training.save_every={every}")
    done("train", "iris.yaml", "--quiet", *sets)
    before = load(world / "runs" / "iris" / PREVIOUS).state
    assert tuple(before[key] for key in ("epoch", "batch", "step")) == place
    assert load(world / "runs" / "iris").state["step"] == 135


@pytest.fixture
def damaged(world: Path, done: Any) -> Path:
    """A run whose newest checkpoint has a flipped bit; the one before is from epoch 4 of 5."""
    done("train", "iris.yaml", "--quiet", "--set", "training={epochs: 5, save_every: 2}")
    newest = world / "runs" / "iris" / "checkpoint.h5"
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 1
    newest.write_bytes(data)
    return newest


@pytest.mark.parametrize("path", ["runs/iris", "runs/iris/checkpoint.h5"])
@pytest.mark.parametrize("words", [("eval", "{}"), ("predict", "{}", "iris.csv"), ("show", "{}")])
def test_damage_is_told_and_the_one_before_used(
    damaged: Path, done: Any, path: str, words: tuple[str, ...]
) -> None:
    ended = done(*(word.format(path) for word in words), "--json", "--quiet")
    assert ended.json["checkpoint"] == f"runs/iris/{PREVIOUS}"
    assert ended.err.startswith("warning: runs/iris/checkpoint.h5 is damaged")
    assert f"using the one before it instead: runs/iris/{PREVIOUS} (epoch 4, batch 0)" in ended.err


def test_a_damaged_run_goes_on_from_the_one_before(damaged: Path, done: Any, arrays: Any) -> None:
    kept, run = ("weights", "optimizer", "data"), damaged.parent
    before = (run / PREVIOUS).read_bytes()
    ended = done("train", "iris.yaml", "--resume", "--set", "training={epochs: 5, save_every: 2}")
    assert "is damaged" in ended.err
    assert "continuing runs/iris after 4 of 5 epochs" in ended.err
    assert (run / PREVIOUS).read_bytes() == before, "the damaged file must not take the place of the good one"
    done("train", "iris.yaml", "--name", "whole", "--quiet", "--set", "training.epochs=5")
    assert arrays(run, *kept) == arrays(run.with_name("whole"), *kept)
    lines = (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3, 4, 5]


def test_a_missing_newest_counts_as_damaged(damaged: Path, done: Any) -> None:
    damaged.unlink()
    assert "there is no such file; using the one before" in done("eval", "runs/iris").err


def test_nothing_good_is_left(damaged: Path, mlp: Any) -> None:
    damaged.with_name(PREVIOUS).write_bytes(b"")
    ended = mlp("eval", "runs/iris")
    assert ended.code == 6
    assert "checkpoint.h5 is damaged" in ended.err


def test_starting_over_forgets_the_one_before(damaged: Path, done: Any) -> None:
    done("train", "iris.yaml", "--force", "--quiet", "--set", "training.epochs=1")
    assert not damaged.with_name(PREVIOUS).exists(), "it was another run's"
