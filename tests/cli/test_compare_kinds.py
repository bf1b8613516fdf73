"""`mlp compare` of what is more than one network, and of every kind of target."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import pytest

Mlp = Callable[..., Any]


def columns(text: str) -> dict[str, list[str]]:
    rows = list(csv.DictReader(text.splitlines()))
    return {name: [row[name] for row in rows] for name in rows[0]}


def sets(*settings: str) -> list[str]:
    return [word for setting in settings for word in ("--set", setting)]


@pytest.fixture
def folds(world: Path, done: Mlp) -> Path:
    """Two cross-validations of one spec, without test rows."""
    for name, units in (("wide", 8), ("narrow", 1)):
        own = sets(f"architecture.hidden=[{units}]", "data.split.test=0", "training.epochs=12")
        done("train", "iris.yaml", "--folds", 3, "--name", name, "--quiet", *own)
    return world / "runs"


def test_cross_validations_without_test_rows_are_tested_out_of_fold(folds: Path, done: Mlp) -> None:
    told = done("compare", "runs/wide", "runs/narrow", "--json").json
    (entry,) = told["comparison"]
    assert (entry["data"], entry["rows"], entry["test"]) == ("out_of_fold", 150, "mcnemar")
    for run, only in ((told["runs"][0], "only_one"), (told["runs"][1], "only_other")):
        evaluated = done("eval", f"runs/{run['run']}", "--json").json
        assert entry["both"] + entry[only] == round(150 * evaluated["metrics"]["accuracy"])
        assert run["metrics"]["validation"] == evaluated["mean"]["validation"]
        assert run["std"]["validation"] == evaluated["std"]["validation"]
    assert told["differences"] == {"architecture.hidden.0": [8, 1]}
    out = done("compare", "runs/wide", "runs/narrow").out
    assert "narrow against wide, 150 out-of-fold rows" in out
    assert "the means over its folds" in out


def test_a_cross_validation_predicts_test_rows_by_the_mean_of_its_networks(world: Path, done: Mlp) -> None:
    done("train", "iris.yaml", "--name", "one", "--quiet", *sets("training.epochs=12"))
    done("train", "iris.yaml", "--folds", 3, "--name", "three", "--quiet", *sets("training.epochs=12"))
    told = done("compare", "runs/one", "runs/three", "--json").json
    (entry,) = told["comparison"]
    assert told["same"]["rows"] == {"train": False, "validation": False, "test": True}
    assert set(told["best"]) == {"test"}
    together = done("eval", "runs/three", "--split", "test", "--json").json["metrics"]["accuracy"]
    assert entry["both"] + entry["only_other"] == round(22 * together)
    assert told["differences"] == {"data.split.folds": [None, 3]}
    assert told["runs"][1]["epochs"] == [12, 12, 12]


def test_the_folder_of_a_sweep_stands_for_its_best_trial(world: Path, done: Mlp) -> None:
    words = ("--axis", "training.epochs=1,10", "--name", "tried")
    done("sweep", "iris.yaml", *words, "--quiet")
    done("train", "iris.yaml", "--name", "one", "--quiet", *sets("training.epochs=10"))
    told = done("compare", "runs/one", "runs/tried", "--json").json
    assert [run["epochs"] for run in told["runs"]] == [10, 10]
    assert told["runs"][1]["checkpoint"].endswith("best/checkpoint.h5")
    assert told["runs"][0]["metrics"] == told["runs"][1]["metrics"]
    assert told["differences"] == {}


def test_an_ensemble_and_one_that_has_diverged(trained: Path, mlp: Mlp, done: Mlp) -> None:
    done("train", "iris.yaml", "--name", "several", "--quiet", *sets("ensemble={kind: bagging, members: 3}"))
    lost = mlp("train", "iris.yaml", "--name", "lost", *sets("optimizer={kind: sgd, learning_rate: 1e30}"))
    assert lost.code == 5
    told = done("compare", "runs/iris", "runs/several", "runs/lost", "--json").json
    assert told["runs"][1]["members"] == 3
    assert told["runs"][2]["stop_reason"] == "diverged"
    assert told["differences"]["ensemble"][1]["members"] == 3
    assert len(told["comparison"]) == 2
    assert "diverged" in done("compare", "runs/iris", "runs/lost").out


TARGETS = {
    "counts": sets("data.target=sold", "data.task=counts", "data.columns={kind: drop}"),
    "logarithms": sets("data.target=[price]", "data.target_transform=log"),
    "several": sets("data.target=[price, kind]", "data.task={price: regression, kind: classification}"),
    "labels": sets("data.target=[sold, kept]", "data.task=multilabel", "data.columns={kind: drop}"),
    "autoencoder": sets("data.target=none", "data.columns={kind: drop}"),
}


@pytest.mark.parametrize("name", TARGETS)
def test_every_kind_of_target(world: Path, done: Mlp, name: str) -> None:
    lines = ["a,b,price,kind,sold,kept"]
    for i in range(80):
        a, b = math.sin(i), math.cos(3 * i)
        lines.append(f"{a:.3f},{b:.3f},{math.exp(a + b):.3f},{'xy'[a > b]},{int(a > 0)},{int(b > 0)}")
    (world / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = "data: {source: t.csv}\narchitecture: {hidden: [4]}\ntraining: {epochs: 3}\n"
    (world / "t.yaml").write_text(spec, encoding="utf-8")
    words = TARGETS[name]
    for seed in (1, 2):
        done("train", "t.yaml", "--name", f"s{seed}", "--quiet", *words, *sets(f"seed={seed}"))
    told = done("compare", "runs/s1", "runs/s2", "--json").json
    assert told["differences"] == {"seed": [1, 2]}
    tests = {entry.get("target", ""): entry for entry in told["comparison"]}
    assert set(tests) == ({"price", "kind"} if name == "several" else {""})
    for target, entry in tests.items():
        of_classes = name == "labels" or target == "kind"
        assert entry["test"] == ("mcnemar" if of_classes else "paired_t")
        assert 0 <= entry["p_value"] <= 1
        assert entry["rows"] == 12
        if name == "labels":
            said = [columns(done("predict", f"runs/{run}", "t.csv").out) for run in ("s1", "s2")]
            true = columns((world / "t.csv").read_text(encoding="utf-8"))
            with h5py.File(world / "runs" / "s1" / "checkpoint.h5") as file:
                rows = file["data/partition/test"][:]
            each = [[all(s[n][i] == true[n][i] for n in ("sold", "kept")) for i in rows] for s in said]
            assert 0 < sum(each[0]) < len(rows)
            assert entry["both"] + entry["only_one"] == sum(each[0])
            assert entry["both"] + entry["only_other"] == sum(each[1])
        if not of_classes and name != "autoencoder":
            metric = "price.rmse" if target else "rmse"
            rmse = [run["metrics"]["test"][metric] for run in told["runs"]]
            assert [entry["one_mean"], entry["other_mean"]] == pytest.approx([r * r for r in rmse], rel=1e-4)
