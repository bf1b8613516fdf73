"""Training that leaves the finite numbers: said where, with exit code 5 and weights that are still good."""

from __future__ import annotations

import re

import h5py
import numpy as np
import pytest

WILD = ("--set", "optimizer={kind: sgd, learning_rate: 1e30}")


@pytest.fixture
def diverged(world, mlp):
    return mlp("train", "iris.yaml", *WILD)


def test_the_message_says_where_and_what_to_try(diverged):
    assert diverged.code == 5
    assert diverged.out == ""
    first, inputs, cause, tried, change = diverged.err.splitlines()[-5:]
    assert re.match(
        r"training diverged: the loss is not finite in epoch 1, batch 2 of 27; "
        r"first in the output of layer 1_dense; the last good state is in runs.iris.checkpoint.h5$",
        first,
    )
    assert re.search(
        r"inputs of the batch: (sepal|petal)_\w+ = \d\.\d+ \(coded -?\d\.\d+\) in row \d+", inputs
    )
    assert cause == "  likely cause: the learning rate 1e+30 is too large"
    assert tried == "  tried: with half of the learning rate, 5e+29, the same batches diverge too"
    assert re.fullmatch(r"  try: --set optimizer.learning_rate=[\d.e+-]+", change)
    assert "Warning" not in diverged.err


def test_the_weights_are_finite(diverged, world):
    found = []
    with h5py.File(world / "runs" / "iris" / "checkpoint.h5") as file:
        file["weights"].visititems(lambda name, item: found.append((name, item)))
        arrays = [np.asarray(item) for _, item in found if isinstance(item, h5py.Dataset)]
    assert len(arrays) == 8
    assert all(np.isfinite(array).all() for array in arrays)


def test_the_run_can_be_looked_at(diverged, done):
    assert done("eval", "runs/iris", "--json").json["loss"] > 0
    told = done("show", "runs/iris", "--json").json
    assert (told["stop_reason"], told["epochs"]) == ("diverged", 0)
    assert done("runs", "--json").json["runs"][0]["ended"] == "diverged"


def test_resumed_it_says_the_same(diverged, mlp):
    again = mlp("train", "iris.yaml", *WILD, "--resume")
    assert again.code == 5
    assert again.err.splitlines()[-5:] == diverged.err.splitlines()[-5:]


def test_json(world, mlp):
    ended = mlp("train", "iris.yaml", *WILD, "--json", "--quiet")
    assert ended.code == 5
    assert ended.json["stop_reason"] == "diverged"
    told = ended.json["divergence"]
    assert {key: told[key] for key in ("what", "epoch", "batch", "batches", "layer", "array")} == {
        "what": "loss", "epoch": 1, "batch": 2, "batches": 27, "layer": "1_dense", "array": "output"
    }  # fmt: skip
    assert told["tried"] == {"learning_rate": 5e29, "finite": False, "loss": None}
    assert told["change"].startswith("optimizer.learning_rate: ")
    assert set(told["inputs"][0]) == {"row", "column", "value", "coded"}
    assert ended.err.startswith("training diverged: ")


def test_the_proposed_change_is_accepted_and_helps(world, mlp):
    told = mlp("train", "iris.yaml", *WILD, "--json", "--quiet").json["divergence"]
    again = mlp("train", "iris.yaml", *WILD, "--set", told["change"].replace(": ", "=", 1), "--quiet")
    assert again.code == 0


def test_an_unscaled_column_is_named_with_its_rows(world, mlp):
    rows = [line.split(",") for line in (world / "iris.csv").read_text(encoding="utf-8").splitlines()]
    table = [rows[0], *([f"{1e6 * float(row[0])}", *row[1:]] for row in rows[1:])]
    (world / "iris.csv").write_text("".join(",".join(row) + "\n" for row in table), encoding="utf-8")
    name = rows[0][0]
    unscaled = ("--set", f"data.columns.{name}={{type: number, scale: none}}")
    ended = mlp(
        "train", "iris.yaml", *unscaled, "--json", "--set", "optimizer={kind: sgd, learning_rate: 1e30}"
    )
    told = ended.json["divergence"]
    assert ended.code == 5
    assert told["change"] == f"data.columns.{name}.scale: standard"
    assert f"column '{name}' is not scaled" in told["cause"]
    assert told["inputs"][0]["column"] == name
    for entry in [entry for entry in told["inputs"] if entry["column"] == name]:
        assert entry["value"] == pytest.approx(float(table[entry["row"]][0]), rel=1e-6)


def test_it_can_happen_later(world, mlp):
    wild = ("--set", "optimizer={kind: sgd, learning_rate: 1e3}", "--set", "training.batch_size=32")
    ended = mlp("train", "iris.yaml", *wild)
    assert ended.code == 5
    assert re.search(r"not finite in epoch ([2-9]|\d\d), batch", ended.err)


def test_scores_that_are_not_finite_are_null(world, mlp):
    huge = "initialization={kind: normal, deviation: 1e25}"
    ended = mlp("train", "iris.yaml", "--set", huge, "--set", "training.epochs=0", "--json", "--quiet")
    assert ended.err == ""
    assert ended.json["test"]["loss"] is None
    assert "150 of 150 predictions are not finite" in mlp("predict", "runs/iris", "iris.csv").err
    for name in ("good", "other"):
        mlp("train", "iris.yaml", "--name", name, "--quiet", "--set", "training.epochs=1")
    assert mlp("runs", "--quiet", "--sort", "loss").out == "good\nother\niris\n"
