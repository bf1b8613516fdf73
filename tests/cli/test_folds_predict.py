"""`mlp predict` and `mlp eval` of a cross-validation: the mean of its networks, each in its own coding."""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Mlp = Callable[..., Any]

MIXED = """\
data:
  source: mixed.csv
  columns: {id: drop}
architecture: {hidden: [6]}
training: {epochs: 4}
"""


@pytest.fixture
def mixed(world: Path) -> Path:
    """A table in which folds learn different means, levels and labels."""
    draw = random.Random(3)
    with (world / "mixed.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["id", "a", "city", "price", "kind", "count", "tags"])
        for i in range(90):
            a = draw.gauss(0, 1)
            tags = [
                t for t, there in (("red", a > 0), ("big", draw.random() > 0.5), ("rare", i == 4)) if there
            ]
            city = draw.choice(["Rome", "Oslo"]) if i % 9 else f"place {i}"
            price = round(100 * math.exp(a + draw.gauss(0, 0.3)), 2)
            cell = "" if i % 11 == 0 else round(a, 3)
            lines.writerow([i, cell, city, price, "low" if a < 0 else "high", int(3 + a), ";".join(tags)])
    (world / "mixed.yaml").write_text(MIXED, encoding="utf-8")
    return world


def kept(*names: str) -> tuple[str, ...]:
    """Settings that leave the other targets out."""
    others = {"price", "kind", "count", "tags"} - set(names)
    return ("--set", "data.columns={id: drop, " + ", ".join(f"{name}: drop" for name in sorted(others)) + "}")


TARGETS = {
    "numbers": ("data.target=price", *kept("price")[1:]),
    "logarithms": ("data.target=price", "data.target_transform=log", *kept("price")[1:]),
    "classes": ("data.target=kind", "data.threshold={metric: f1}", *kept("kind")[1:]),
    "counts": ("data.target=count", "data.task=counts", *kept("count")[1:]),
    "labels": ("data.target=tags", "data.task=multilabel", *kept("tags")[1:]),
    "several": (
        "data.target=[price, kind, count]",
        "data.task={price: regression, kind: classification, count: counts}",
        *kept("price", "kind", "count")[1:],
    ),
}


def columns(text: str) -> dict[str, list[str]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {name: [row[name] for row in rows] for name in rows[0]}


def settings(name: str) -> list[str]:
    return [word for one in TARGETS[name] for word in ("--set", one)]


@pytest.mark.parametrize("name", TARGETS)
def test_the_mean_of_what_the_folds_say(mixed: Path, done: Mlp, name: str) -> None:
    done("train", "mixed.yaml", "--folds", 3, "--name", "a", "--quiet", *settings(name))
    shares = [] if name in ("numbers", "logarithms", "counts") else ["--probabilities"]
    words = ("mixed.csv", "--keep", "none", *shares)
    together = columns(done("predict", "runs/a", *words).out)
    alone = [columns(done("predict", f"runs/a/fold-{k}", *words).out) for k in (1, 2, 3)]
    for column, cells in together.items():
        if column in ("kind", "tags"):
            continue
        each = [np.array(one.get(column, [0.0] * 90), dtype=float) for one in alone]
        assert np.ptp(each, axis=0).max() > 0
        np.testing.assert_allclose(np.array(cells, float), np.mean(each, axis=0), rtol=2e-6, atol=1e-9)
    if name == "labels":
        assert any("probability_rare" not in one for one in alone)  # a fold has never seen it
        for i, cell in enumerate(together["tags"]):
            likely = [t for t in ("big", "rare", "red") if float(together[f"probability_{t}"][i]) > 0.5]
            assert cell == ";".join(likely)


@pytest.mark.parametrize("name", TARGETS)
def test_a_new_file_is_scored_by_the_mean(mixed: Path, done: Mlp, name: str) -> None:
    done("train", "mixed.yaml", "--folds", 3, "--name", "a", "--quiet", *settings(name))
    lines = (mixed / "mixed.csv").read_text(encoding="utf-8").splitlines()
    (mixed / "new.csv").write_text("\n".join(lines[:41]) + "\n", encoding="utf-8")
    told = done("eval", "runs/a", "new.csv", "--json").json
    assert (told["data"], told["rows"], told["folds"]) == ("new.csv", 40, 3)
    assert math.isfinite(told["loss"])
    said, true = columns(done("predict", "runs/a", "new.csv").out), columns("\n".join(lines[:41]))
    if name in ("numbers", "logarithms", "several"):
        found = np.array(said["price"], float) - np.array(true["price"], float)
        rmse = told["metrics"]["price.rmse" if name == "several" else "rmse"]
        assert rmse == pytest.approx(float(np.sqrt((found**2).mean())), rel=1e-5)
    if name in ("classes", "several"):
        right = np.mean([a == b for a, b in zip(said["kind"], true["kind"], strict=True)])
        assert told["metrics"]["kind.accuracy" if name == "several" else "accuracy"] == pytest.approx(right)


@pytest.mark.parametrize("more", ["training.epochs=4", "training={epochs: 1000000, time_limit: 0.1 s}"])
def test_out_of_fold_each_row_is_judged_by_the_network_that_does_not_know_it(
    mixed: Path, done: Mlp, more: str
) -> None:
    one_stack = ("data.split.test=0", "data.columns.city=drop", more)
    words = (*settings("classes"), *(word for one in one_stack for word in ("--set", one)))
    trained = done("train", "mixed.yaml", "--folds", 3, "--name", "a", "--quiet", "--json", *words).json
    assert all("threshold" in fold for fold in trained["results"])
    with (mixed / "runs/a/out_of_fold.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = done("eval", "runs/a", "--split", "validation", "--json").json
    assert (told["data"], told["rows"]) == ("out_of_fold", len(rows))
    right = np.mean([row["kind"] == row["predicted_kind"] for row in rows])
    assert told["metrics"]["accuracy"] == pytest.approx(right)  # each by its own threshold
    p = np.array([float(row[f"probability_{row['kind']}"]) for row in rows])
    assert told["loss"] == pytest.approx(-np.log(p).mean(), rel=1e-5, abs=1e-6)


def test_without_data_test_rows_and_watched_rows_and_the_stored_means(world: Path, done: Mlp) -> None:
    fast = ("--set", "optimizer={kind: adam, learning_rate: 0.2}")
    trained = done("train", "iris.yaml", "--folds", 3, "--quiet", *fast, "--json").json
    told = done("eval", "runs/iris", "--json").json
    assert (told["checkpoint"], told["data"], told["rows"], told["folds"]) == ("runs/iris", "test", 22, 3)
    assert told["out_of_fold"]["rows"] == 128
    assert told["out_of_fold"] == {
        name: done("eval", "runs/iris", "--split", "validation", "--json").json[name]
        for name in ("data", "rows", "loss", "metrics")
    }
    assert {name: told[name] for name in ("mean", "std", "standard_error")} == {
        name: trained[name] for name in ("mean", "std", "standard_error")
    }
    shown = done("eval", "runs/iris").out
    assert "22 rows of test, each by the mean of 3 networks" in shown
    assert "128 rows out of fold, each by the one network that has not learned from it" in shown
    assert "±" in shown
    last = done("eval", "runs/iris", "--weights", "last", "--json").json
    assert "mean" not in last
    assert last["loss"] != told["loss"]


def test_the_training_file_is_judged_out_of_fold(world: Path, done: Mlp, refused: Callable[..., str]) -> None:
    done("train", "iris.yaml", "--folds", 3, "--quiet", "--set", "training.epochs=8")
    ended = done("eval", "runs/iris", "iris.csv", "--json")
    told = done("eval", "runs/iris", "--json").json
    assert ended.json["rows"] == 150
    loss = (22 * told["loss"] + 128 * told["out_of_fold"]["loss"]) / 150
    assert ended.json["loss"] == pytest.approx(loss)
    assert "not learned from it" in ended.err
    (world / "iris.csv").rename(world / "moved.csv")
    assert done("eval", "runs/iris", "moved.csv", "--json").json["loss"] == ended.json["loss"]
    assert "one of its folds" in refused(2, "eval", "runs/iris", "--split", "train")


def test_without_test_rows_it_is_out_of_fold(world: Path, done: Mlp, refused: Callable[..., str]) -> None:
    done("train", "iris.yaml", "--folds", 2, "--quiet", "--set", "data.split.test=0")
    assert done("eval", "runs/iris", "--json").json["data"] == "out_of_fold"
    assert "the test part has no rows" in refused(4, "eval", "runs/iris", "--split", "test")


def test_passes_with_dropout_are_those_of_all(world: Path, done: Mlp) -> None:
    dropout = ("--set", "regularization=[{kind: dropout, rate: 0.5}]", "--set", "data.target=petal_width")
    done("train", "iris.yaml", "--folds", 2, "--quiet", *dropout)
    words = ("predict", "runs/iris", "iris.csv", "--samples", 4)
    first = columns(done(*words).out)
    assert min(map(float, first["petal_width_deviation"])) > 0
    assert columns(done(*words).out) == first
    assert columns(done(*words, "--seed", 1).out) != first


def test_folds_that_do_not_belong_together(world: Path, done: Mlp, refused: Callable[..., str]) -> None:
    done("train", "iris.yaml", "--folds", 3, "--quiet", "--set", "training.epochs=1")
    folds = world / "runs/iris"
    (folds / "fold-3").rename(folds / "away")
    assert "fold 3 of 3 has no checkpoint" in refused(6, "eval", "runs/iris")
    (folds / "fold-2").rename(folds / "fold-3")
    (folds / "away").rename(folds / "fold-2")
    assert "another run than fold 2 of 3" in refused(6, "predict", "runs/iris", "iris.csv")


def test_autoencoders_form_no_committee(world: Path, done: Mlp, refused: Callable[..., str]) -> None:
    auto = ("--set", "data={source: iris.csv, target: none, columns: {species: drop}}")
    done("train", "iris.yaml", "--folds", 2, "--quiet", "--set", "training.epochs=1", *auto)
    assert "name one of them" in refused(6, "predict", "runs/iris", "iris.csv")
    assert done("predict", "runs/iris/fold-1", "iris.csv").code == 0
