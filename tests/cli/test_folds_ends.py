"""`mlp train --folds` keeps what every training promises: due saves, baselines, a diagnosis, an end."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpcli.store import runs
from mlpcli.store.trained import open_checkpoint

Mlp = Callable[..., Any]

WORDS = ("train", "iris.yaml", "--folds", 3, "--name", "a", "--quiet", "--set", "data.split.test=0.2")


def settings(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--set", pair)]


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, bool]]:
    """The checkpoints that are written: of which fold, after how many updates, with metrics or without."""
    found: list[tuple[str, int, bool]] = []
    save = runs.save

    def watched(path: Path, checkpoint: Any) -> None:
        found.append((path.parent.name, checkpoint.state["step"], bool(checkpoint.metrics)))
        save(path, checkpoint)

    monkeypatch.setattr(runs, "save", watched)
    return found


@pytest.mark.parametrize(
    ("every", "due"),
    [("2", [6, 12]), ("4 batches", [4, 8, 12]), ("100 s", [])],
)
def test_saves_are_due_as_the_spec_says(
    mlp: Mlp, world: Path, saves: list[tuple[str, int, bool]], every: str, due: list[int]
) -> None:
    own = settings("training.epochs=5", "training.batch_size=32", f"training.save_every={every}")
    assert mlp(*WORDS, *own).code == 0
    for fold in ("fold-1", "fold-2", "fold-3"):  # 80 rows: 3 batches an epoch
        assert [step for name, step, judged in saves if name == fold and not judged] == due
        assert [step for name, step, judged in saves if name == fold and judged] == [15]


def test_seconds_are_due_inside_an_epoch(mlp: Mlp, world: Path, saves: list[tuple[str, int, bool]]) -> None:
    assert (
        mlp(
            *WORDS, *settings("training.epochs=1", "training.save_every=0.000001 s", "training.kernels=numpy")
        ).code
        == 0
    )
    assert len([step for name, step, judged in saves if name == "fold-2" and not judged]) > 3


def test_one_that_has_ended_is_not_saved_again_and_again(
    mlp: Mlp, world: Path, saves: list[tuple[str, int, bool]]
) -> None:
    stopping = (
        "early_stopping={patience: 1, min_delta: 0.05}",
        "training.save_every=1",
        "training.epochs=30",
    )
    told = mlp(*WORDS, *settings(*stopping), "--json").json
    epochs = [fold["epochs"] for fold in told["results"]]
    assert len(set(epochs)) > 1
    for fold, done in zip(("fold-1", "fold-2", "fold-3"), epochs, strict=True):
        assert len([name for name, _, _ in saves if name == fold]) == done + 1


def test_each_fold_has_diagnosis_and_baselines_as_alone(mlp: Mlp, world: Path) -> None:
    own = settings("training.epochs=40", "optimizer={kind: sgd, learning_rate: 1e-5}")
    told = mlp(*WORDS, *own, "--json").json
    split = settings("data.split.folds=3", "data.split.fold=1")
    alone = mlp(
        "train", "iris.yaml", "--quiet", *settings("data.split.test=0.2"), *own, *split, "--json"
    ).json
    second = told["results"][1]
    assert alone["diagnosis"]
    for name in ("diagnosis", "baselines", "stop_reason", "epochs", "best_epoch", "train", "test"):
        assert second[name] == alone[name]
    stored = open_checkpoint(world / "runs/a/fold-2").checkpoint
    assert stored.baselines == alone["baselines"]
    assert stored.state["diagnosis"] == alone["diagnosis"]


def test_baselines_are_told_as_means_and_findings_by_fold(mlp: Mlp, world: Path) -> None:
    words = [word for word in WORDS if word != "--quiet"]
    ended = mlp(*words, *settings("training.epochs=40", "optimizer={kind: sgd, learning_rate: 1e-5}"))
    told = json.loads((world / "runs/a/folds.json").read_bytes())
    for model in ("constant", "linear"):
        for name, mean in told["baselines"][model].items():
            each = [fold["baselines"][model][name] for fold in told["results"]]
            assert mean == pytest.approx(statistics.mean(each))
    assert told["baselines"]["part"] == "test"
    line = next(line for line in ended.out.splitlines() if line.startswith("means over the folds: "))
    assert f"constant guess {told['baselines']['constant']['accuracy']:.4f}" in line
    assert f"this network {told['mean']['test']['accuracy']:.4f}" in line
    assert told["diagnosis"]
    for finding in told["diagnosis"]:
        own = [f for fold in finding["folds"] for f in told["results"][fold - 1]["diagnosis"]]
        assert finding["finding"] in {f["finding"] for f in own}
        assert finding["where"].startswith("fold ")
    assert "noticed: " in ended.err
    assert "(fold " in ended.err
    shown = mlp("show", "runs/a")
    assert line in shown.out
    assert "noticed: " in shown.out


def test_a_time_limit_ends_folds(mlp: Mlp, world: Path) -> None:
    own = settings("training.epochs=1000000", "training.kernels=numpy")
    told = mlp(*WORDS, *own, "--set", "training.time_limit=0.1 s", "--json")
    assert told.code == 0
    assert {fold["stop_reason"] for fold in told.json["results"]} == {"time"}
    assert "mean" in told.json
    longer = ("--set", "training.time_limit=0.4 s")
    more = mlp(*WORDS, *own, *longer, "--resume", "--json")
    pairs = zip(told.json["results"], more.json["results"], strict=True)
    assert all(after["epochs"] > before["epochs"] for before, after in pairs)


def test_a_fold_that_diverges_is_named(mlp: Mlp, world: Path) -> None:
    own = settings("data.target=petal_width", "optimizer={kind: sgd, learning_rate: 50}", "training.epochs=9")
    ended = mlp(*WORDS, *own, "--json")
    assert ended.code == 5
    assert {fold["stop_reason"] for fold in ended.json["results"]} == {"diverged"}
    assert ended.json["results"][0]["divergence"]["change"]
    assert "fold 1 of 3: training diverged" in ended.err
    assert "the last good state is in runs/a/fold-1/checkpoint.h5" in ended.err.replace("\\", "/")
    assert "likely cause" in ended.err
    assert mlp("show", "runs/a").code == 0
    assert "fold 1, 2, 3 of 3 has diverged" in mlp("eval", "runs/a").err


def test_ensembles_are_trained_fold_by_fold(mlp: Mlp, world: Path) -> None:
    own = settings("training.epochs=3", "ensemble={kind: bagging, members: 2}")
    told = mlp(*WORDS, *own, "--json").json
    assert [fold["members"] for fold in told["results"]] == [2, 2, 2]
    rows = (world / "runs/a/fold-1/metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["member"] for row in rows] == [0, 1, 0, 1, 0, 1]
    evaluated = mlp("eval", "runs/a/fold-3", "--json").json
    assert evaluated["loss"] == pytest.approx(told["results"][2]["test"]["loss"], rel=1e-6)
    assert mlp("eval", "runs/a", "--json").json["folds"] == 3
