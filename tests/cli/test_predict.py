"""`mlp predict`: rows in their order, whatever else the file holds, in three formats."""

from __future__ import annotations

import csv
import random

import duckdb
import numpy as np
import pytest

SHARES = ["probability_setosa", "probability_versicolor", "probability_virginica"]


@pytest.fixture
def flowers(world):
    """The rows of iris.csv, the header first."""
    with (world / "iris.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def said(trained, done, rows):
    """said(file, ...): the predictions that stdout shows."""
    return lambda *words: rows(done("predict", "runs/iris", *words).out)


def test_every_row_in_its_order(said, flowers):
    found = [row["species"] for row in said("iris.csv")]
    truth = [row[4] for row in flowers[1:]]
    assert len(found) == 150
    assert sum(a == b for a, b in zip(found, truth, strict=True)) > 120  # in any other order: some 50


def test_the_same_without_the_target(said, world, table, flowers):
    table(world / "blind.csv", [row[:4] for row in flowers])
    assert said("blind.csv", "--probabilities") == said("iris.csv", "--probabilities")


def test_the_same_with_columns_shuffled_and_more_of_them(said, world, table, flowers):
    order = [3, 0, 4, 2, 1]
    table(world / "other.csv", [["?", *(row[i] for i in order), "more"] for row in flowers])
    assert said("other.csv", "--probabilities") == said("iris.csv", "--probabilities")


def test_the_same_in_another_order_of_rows(said, world, table, flowers):
    order = random.Random(0).sample(range(1, 151), 150)
    table(world / "shuffled.csv", [flowers[0], *(flowers[i] for i in order)])
    straight = [tuple(row.values()) for row in said("iris.csv")]
    assert [tuple(row.values()) for row in said("shuffled.csv")] == [straight[i - 1] for i in order]


def test_a_single_row(said, world, table, flowers):
    table(world / "one.csv", [flowers[0][:4], flowers[1][:4]])
    assert [row["species"] for row in said("one.csv")] == ["setosa"]


def test_probabilities_sum_to_one_and_name_the_class(said):
    found = said("iris.csv", "--probabilities")
    assert list(found[0]) == ["species", *SHARES]
    for row in found:
        shares = {name: float(row[name]) for name in SHARES}
        assert sum(shares.values()) == pytest.approx(1, abs=1e-6)
        assert max(shares, key=shares.__getitem__) == f"probability_{row['species']}"
    assert list(said("iris.csv")[0]) == ["species"]


def test_last_weights(world, done, rows):
    done("train", "iris.yaml", "--quiet", "--set", "optimizer={kind: sgd, learning_rate: 2.0}")
    best, last = (
        done("predict", "runs/iris", "iris.csv", "--probabilities", "--weights", which).out
        for which in ("best", "last")
    )
    assert best != last


def test_files_of_all_formats_hold_the_same(trained, world, done, rows):
    for name in ("p.csv", "p.npz", "p.parquet"):
        ended = done("predict", trained, "iris.csv", "--probabilities", "-o", name)
        assert ended.out == ""
        assert ended.err == f"150 predictions in {name}\n"
    text = (world / "p.csv").read_bytes()
    assert b"\r" not in text
    assert text.decode() == done("predict", trained, "iris.csv", "--probabilities").out
    expected = rows(text.decode())
    with np.load(world / "p.npz") as archive:
        assert archive.files == ["species", *SHARES]
        assert archive["species"].tolist() == [row["species"] for row in expected]
        assert archive[SHARES[0]].tolist() == [np.float32(row[SHARES[0]]) for row in expected]
    found = duckdb.sql("FROM 'p.parquet'").fetchall()
    assert [row[0] for row in found] == [row["species"] for row in expected]
    assert [np.float32(row[3]) for row in found] == [np.float32(row[SHARES[2]]) for row in expected]


def test_json(trained, world, done):
    told = done("predict", "runs/iris", "iris.csv", "--json").json
    assert (told["checkpoint"], told["data"], told["rows"]) == ("runs/iris/checkpoint.h5", "iris.csv", 150)
    assert len(told["predictions"]["species"]) == 150
    told = done("predict", "runs/iris", "iris.csv", "--json", "-o", "p.csv").json
    assert told["output"] == "p.csv"
    assert "predictions" not in told
    assert (world / "p.csv").is_file()


@pytest.fixture
def customers(world, table, done):
    """A run whose spec drops who a customer is, some of which is missing and stays so."""
    plans = ["basic", "gold", "", "basic", "gold"]
    people = [
        [f"c-{i}", "" if i % 3 else f"Zoë {i}", "" if i % 4 else i + 0.5, i / 7, plans[i % 5], i % 2]
        for i in range(60)
    ]
    table(world / "people.csv", [["customer", "name", "house", "visits", "plan", "left"], *people])
    spec = "data: {source: people.csv, target: left, columns: {customer: drop, name: drop, house: drop}}\n"
    (world / "people.yaml").write_text(spec, encoding="utf-8")
    done("train", "people.yaml", "--quiet", "--set", "training.epochs=2")
    return people


def test_dropped_columns_say_which_row_is_which(customers, done, rows):
    found = rows(done("predict", "runs/people", "people.csv").out)
    assert list(found[0]) == ["customer", "name", "house", "left"]
    for place, name in enumerate(["customer", "name", "house"]):
        assert [row[name] for row in found] == [str(row[place]) for row in customers]


def test_dropped_columns_in_all_formats(customers, world, done):
    done("predict", "runs/people", "people.csv", "-o", "p.npz")
    with np.load(world / "p.npz") as archive:  # without pickle, as everybody loads it
        assert archive["name"].tolist() == [row[1] for row in customers]
    done("predict", "runs/people", "people.csv", "-o", "p.parquet")
    found = duckdb.sql("SELECT name, house FROM 'p.parquet'").fetchall()
    assert found == [(row[1] or None, row[2] or None) for row in customers]


def test_dropped_columns_need_not_be_there(customers, world, table, done, rows):
    table(world / "few.csv", [["plan", "visits"], ["gold", 3.5]])
    assert list(rows(done("predict", "runs/people", "few.csv").out)[0]) == ["left"]


def test_a_category_never_seen_is_told(customers, world, table, done, rows):
    table(world / "new.csv", [["plan", "visits"], ["gold", 3.5], ["platinum", 3.5], ["", ""]])
    ended = done("predict", "runs/people", "new.csv")
    assert len(rows(ended.out)) == 3
    assert "note: plan: 1 of 3 cells" in ended.err
    assert "'platinum'" in ended.err
    assert "note: visits: 1 of 3 cells empty" in ended.err
    assert done("predict", "runs/people", "new.csv", "--quiet").err == ""


def test_numbers_are_in_the_units_of_the_data(world, table, done, rows):
    table(world / "line.csv", [["x", "probability_of_rain"], *([i / 10, 500 + i] for i in range(100))])
    spec = "data: {source: line.csv, target: probability_of_rain}\n"
    (world / "line.yaml").write_text(spec, encoding="utf-8")
    done("train", "line.yaml", "--quiet")
    found = [float(row["probability_of_rain"]) for row in rows(done("predict", "runs/line", "line.csv").out)]
    assert np.abs(np.array(found) - (500 + np.arange(100))).mean() < 5


def test_numbers_have_no_probabilities(world, done, refused):
    (world / "d.yaml").write_text("data: {source: diabetes, target: progression}\n", encoding="utf-8")
    done("train", "d.yaml", "--quiet", "--set", "training.epochs=1")
    assert "numbers, not classes" in refused(2, "predict", "runs/d", "diabetes", "--probabilities")


def test_an_awkward_target_name(world, table, done):
    table(world / "t.csv", [["x", "file"], *([i, i % 3 * 1.5] for i in range(60))])
    (world / "t.yaml").write_text("data: {source: t.csv, target: file}\n", encoding="utf-8")
    done("train", "t.yaml", "--quiet", "--set", "training.epochs=1")
    done("predict", "runs/t", "t.csv", "-o", "p.npz")
    with np.load(world / "p.npz") as archive:
        assert archive["file"].shape == (60,)


@pytest.mark.parametrize("name", ["p.txt", "p", "no/such/p.csv", "no/such/p.npz", "no/such/p.parquet"])
def test_an_output_that_cannot_be(trained, world, refused, name):
    assert name in refused(2, "predict", trained, "iris.csv", "-o", name).replace("\\", "/")
    assert not list(world.glob("p*"))


def test_an_output_that_cannot_be_is_said_before_the_work(world, refused):
    assert "p.txt" in refused(2, "predict", "none.h5", "none.csv", "-o", "p.txt")


@pytest.mark.parametrize("name", ["p.csv", "p.npz", "p.parquet"])
def test_an_output_that_is_a_folder(trained, world, refused, name):
    (world / name).mkdir()
    assert "cannot be written" in refused(2, "predict", trained, "iris.csv", "-o", name)


def test_a_feature_that_is_missing(trained, world, refused, table):
    table(world / "few.csv", [["sepal_length", "petal_length"], [5, 3]])
    said = refused(4, "predict", trained, "few.csv")
    assert "few.csv: no columns 'sepal_width', 'petal_width' (features)" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("name", ["none.csv", "runs", "iris.yaml"])
def test_data_that_is_none(trained, refused, name):
    assert name in refused(4, "predict", trained, name)
