"""`mlp eval`: on the stored rows, and on another file."""

from __future__ import annotations

import csv

import pytest

SHAPE = {"checkpoint": str, "data": str, "rows": int, "loss": float, "metrics": dict}


@pytest.fixture
def flowers(world):
    """The rows of iris.csv, the header first."""
    with (world / "iris.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_json_has_the_promised_shape(trained, done):
    told = done("eval", "runs/iris", "--json").json
    assert {name: type(value) for name, value in told.items()} == SHAPE
    assert told["checkpoint"] == "runs/iris/checkpoint.h5"
    assert (told["data"], told["rows"]) == ("test", 22)
    assert set(told["metrics"]) == {"accuracy", "f1"}


def test_it_finds_what_training_had_told(world, done):
    told = done("train", "iris.yaml", "--json").json
    for part, rows in {"train": 106, "validation": 22, "test": 22}.items():
        found = done("eval", "runs/iris", "--split", part, "--json").json
        assert found["rows"] == rows
        assert {"loss": found["loss"], **found["metrics"]} == told[part]


def test_last_weights_differ_from_the_best(world, done):
    sets = ["--set", "optimizer={kind: sgd, learning_rate: 2.0}"]
    told = done("train", "iris.yaml", "--json", *sets).json
    assert told["best_epoch"] < told["epochs"]
    last, best = (done("eval", "runs/iris", "--weights", w, "--json").json["loss"] for w in ("last", "best"))
    assert best == told["test"]["loss"] != last


def test_a_new_file_with_the_target(trained, world, done, table, flowers):
    whole = done("eval", "runs/iris", "iris.csv", "--json").json
    assert (whole["data"], whole["rows"]) == ("iris.csv", 150)
    table(world / "turned.csv", [row[::-1] for row in flowers])
    turned = done("eval", "runs/iris", "turned.csv", "--json").json
    assert {**turned, "data": "iris.csv"} == whole


def test_a_new_file_without_the_target(trained, world, refused, table, flowers):
    table(world / "blind.csv", [row[:4] for row in flowers])
    assert "no column 'species' (the target)" in refused(4, "eval", "runs/iris", "blind.csv")


def test_a_class_never_trained(trained, world, refused, table, flowers):
    table(world / "more.csv", [*flowers, [5, 3, 2, 1, "daisy"]])
    assert "daisy" in refused(4, "eval", "runs/iris", "more.csv")


def test_the_table_names_what_it_shows(trained, done):
    ended = done("eval", "runs/iris", "iris.csv")
    first, head, *_ = ended.out.splitlines()
    assert first.replace("\\", "/") == "runs/iris/checkpoint.h5: 150 rows of iris.csv, best weights"
    assert head.split() == ["iris.csv"]
    assert ended.err == ""


def test_a_confusion_matrix_is_a_table(world, done):
    done("train", "iris.yaml", "--quiet", "--set", "metrics=[accuracy, confusion_matrix]")
    matrix = done("eval", "runs/iris", "--json").json["metrics"]["confusion_matrix"]
    assert [len(row) for row in matrix] == [3, 3, 3]
    assert sum(map(sum, matrix)) == 22
    assert "versicolor" in done("eval", "runs/iris").out


def test_a_part_without_rows(world, refused, done):
    done("train", "iris.yaml", "--quiet", "--set", "data.split={kind: random, validation: 0.2, test: 0}")
    assert "the test part has no rows" in refused(4, "eval", "runs/iris")
    assert done("eval", "runs/iris", "--split", "validation", "--json").json["rows"] == 30


def test_a_part_of_a_new_file_is_refused(trained, refused):
    assert "--split" in refused(2, "eval", "runs/iris", "iris.csv", "--split", "train")


def test_changed_data(trained, world, refused):
    with (world / "iris.csv").open("a") as file:
        file.write("5.0,3.4,1.5,0.2,setosa\n")
    assert "the data has changed since training" in refused(4, "eval", "runs/iris")


def test_data_that_is_gone(trained, world, refused):
    (world / "iris.csv").unlink()
    assert "iris.csv" in refused(4, "eval", "runs/iris")


def test_quiet(trained, done):
    ended = done("eval", "runs/iris", "--quiet")
    assert (ended.out, ended.err) == ("", "")
