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
    *_, last = diverged.err.splitlines()
    assert re.match(r"training diverged: the loss is not finite in epoch 1, batch \d+ of \d+; ", last)
    assert "optimizer.learning_rate" in last
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
    assert again.err.splitlines()[-1] == diverged.err.splitlines()[-1]


def test_json(world, mlp):
    ended = mlp("train", "iris.yaml", *WILD, "--json", "--quiet")
    assert ended.code == 5
    assert ended.json["stop_reason"] == "diverged"
    assert ended.err.startswith("training diverged: ")


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
    assert mlp("predict", "runs/iris", "iris.csv").err == ""
    for name in ("good", "other"):
        mlp("train", "iris.yaml", "--name", name, "--quiet", "--set", "training.epochs=1")
    assert mlp("runs", "--quiet", "--sort", "loss").out == "good\nother\niris\n"
