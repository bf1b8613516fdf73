"""`mlp train --folds`: a run for each fold, as if trained alone, and what they say together."""

from __future__ import annotations

import csv
import json
import shutil
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Mlp = Callable[..., Any]

FAST = ("--set", "training.epochs=6", "--set", "data.split.test=0.2", "--quiet")


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_folds_are_runs_and_their_means_are_told(mlp: Mlp, world: Path) -> None:
    ended = mlp("train", "iris.yaml", "--folds", 3, *FAST, "--json")
    assert ended.code == 0
    told = ended.json
    assert (told["run"], told["folds"], told["rows"]) == ("runs/iris", 3, 120)
    assert [fold["fold"] for fold in told["results"]] == [1, 2, 3]
    for part in ("train", "validation", "test"):
        for name, mean in told["mean"][part].items():
            values = [fold[part][name] for fold in told["results"]]
            assert mean == pytest.approx(statistics.mean(values))
            assert told["std"][part][name] == pytest.approx(statistics.stdev(values))
            assert told["standard_error"][part][name] == pytest.approx(statistics.stdev(values) / 3**0.5)
    alone = mlp(
        "train", "iris.yaml", *FAST, "--set", "data.split.folds=3", "--set", "data.split.fold=1", "--json"
    )
    for part in ("train", "validation", "test"):
        assert alone.json[part] == told["results"][1][part]
    again = mlp("eval", told["results"][1]["checkpoint"], "--json").json
    assert again["loss"] == pytest.approx(told["results"][1]["test"]["loss"], rel=1e-12)


def test_out_of_fold_predictions_stand_in_the_order_of_the_rows(mlp: Mlp, world: Path) -> None:
    told = mlp("train", "iris.yaml", "--folds", 3, *FAST, "--json").json
    found = lines(world / told["out_of_fold"])
    rows = [int(line["row"]) for line in found]
    assert rows == sorted(set(rows))
    assert len(rows) == 120
    source = lines(world / "iris.csv")
    assert all(line["species"] == source[row]["species"] for line, row in zip(found, rows, strict=True))
    predicted = mlp("predict", "runs/iris/fold-2", "iris.csv", "--probabilities")
    whole = list(csv.DictReader(predicted.out.splitlines()))
    for line, row in zip(found, rows, strict=True):
        if line["fold"] == "2":
            assert line["predicted_species"] == whole[row]["species"]
            assert float(line["probability_setosa"]) == pytest.approx(float(whole[row]["probability_setosa"]))
    right = [line["species"] == line["predicted_species"] for line in found if line["fold"] == "2"]
    assert sum(right) / len(right) == pytest.approx(told["results"][1]["validation"]["accuracy"])


def test_show_runs_and_eval_know_a_cross_validation(mlp: Mlp, world: Path) -> None:
    trained = mlp("train", "iris.yaml", "--folds", 2, *FAST[:-1])
    assert "±" in trained.out
    assert "±" in mlp("show", "runs/iris").out
    assert mlp("show", "runs/iris", "--json").json["mean"]["test"].keys() >= {"loss", "accuracy"}
    assert "2 folds" in mlp("runs").out
    refused = mlp("report", "runs/iris")
    assert refused.code == 6
    assert "runs/iris/fold-1" in refused.err


def test_resume_trains_what_is_missing(mlp: Mlp, world: Path) -> None:
    words = ("train", "iris.yaml", "--folds", 3, "--name", "a", *FAST)
    assert mlp(*words).code == 0
    before = (world / "runs/a/out_of_fold.csv").read_bytes()
    shutil.rmtree(world / "runs/a/fold-2")
    (world / "runs/a/folds.json").write_text(json.dumps({"folds": 3}))
    assert "interrupted" in mlp("runs").out
    assert mlp(*words).code == 2
    refused = mlp("train", "iris.yaml", "--name", "a", *FAST, "--resume")
    assert refused.code == 2
    assert "--folds 3 --resume continues it" in refused.err
    assert mlp(*words, "--resume").code == 0
    assert (world / "runs/a/out_of_fold.csv").read_bytes() == before


def test_force_leaves_nothing_of_the_old_run(mlp: Mlp, world: Path) -> None:
    assert mlp("train", "iris.yaml", "--name", "a", *FAST).code == 0
    assert mlp("train", "iris.yaml", "--name", "a", "--folds", 3, *FAST, "--force").code == 0
    assert not (world / "runs/a/checkpoint.h5").exists()
    assert mlp("train", "iris.yaml", "--name", "a", "--folds", 2, *FAST, "--force").code == 0
    assert sorted(path.name for path in (world / "runs/a").glob("fold-*")) == ["fold-1", "fold-2"]


def test_splits_that_have_no_folds(mlp: Mlp, world: Path) -> None:
    refused = mlp("train", "iris.yaml", "--folds", 3, "--set", "data.split={kind: column, column: part}")
    assert refused.code == 3
    assert "a column split has no folds" in refused.err
    assert mlp("train", "iris.yaml", "--folds", 1).code == 2


def test_folds_of_different_sizes_train_one_after_another(mlp: Mlp, world: Path) -> None:
    split = "data.split={kind: time, column: sepal_length, test: 0}"
    words = ("--set", split, "--set", "data.target=petal_width", "--set", "training.epochs=2")
    told = mlp("train", "iris.yaml", "--folds", 2, *words, "--json", "--quiet").json
    assert [fold["rows"]["train"] for fold in told["results"]] == [50, 100]
    found = lines(world / told["out_of_fold"])
    assert len(found) == 100
    assert {"row", "fold", "sepal_length", "petal_width", "predicted_petal_width"} == set(found[0])
