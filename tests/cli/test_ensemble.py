"""An ensemble from the command line: one run, one checkpoint, one prediction."""

from __future__ import annotations

import csv
import io
import json

import pytest

ENSEMBLE = ["--set", "ensemble={kind: bagging, members: 3}", "--set", "regularization=[dropout]"]


@pytest.fixture
def bag(world, done):
    return done("train", "iris.yaml", "--name", "bag", "--json", *ENSEMBLE).json


def test_training_tells_of_the_members(bag, done):
    assert bag["members"] == len(bag["best_epoch"]) == 3
    found = done("eval", "runs/bag", "--json").json
    assert {"loss": found["loss"], **found["metrics"]} == bag["test"]
    assert done("runs", "--json").json["runs"][0]["epochs"] == bag["epochs"]


def test_the_history_has_every_member_and_their_mean(bag, world, done):
    shown = done("show", "runs/bag", "--json").json
    history, mean = shown["history"], shown["mean_history"]
    assert (shown["members"], shown["best_epoch"]) == (3, bag["best_epoch"])
    assert history["member"] == [0, 1, 2] * bag["epochs"]
    assert mean["epoch"] == list(range(1, bag["epochs"] + 1))
    assert mean["training_loss"][0] == pytest.approx(sum(history["training_loss"][:3]) / 3)
    lines = (world / "runs/bag/metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["training_loss"] for line in lines] == history["training_loss"]


def test_it_goes_on_where_it_stood(bag, done):
    more = ["--set", f"training.epochs={bag['epochs'] + 2}"]
    again = done("train", "iris.yaml", "--name", "bag", "--resume", "--json", *ENSEMBLE, *more).json
    whole = done("train", "iris.yaml", "--name", "whole", "--json", *ENSEMBLE, *more).json
    assert again["epochs"] == bag["epochs"] + 2
    assert {**again, "seconds": 0, "run": "", "checkpoint": ""} == {
        **whole,
        "seconds": 0,
        "run": "",
        "checkpoint": "",
    }


def test_passes_with_dropout_have_a_deviation(bag, done):
    words = ["predict", "runs/bag", "iris.csv", "--samples", 4]
    told = [done(*words, "--seed", seed).out for seed in (1, 1, 2)]
    assert list(next(csv.DictReader(io.StringIO(told[0])))) == ["species", "species_deviation"]
    assert told[0] == told[1] != told[2]
    losses = [done("eval", "runs/bag", "--json", *more).json["loss"] for more in ([], ["--samples", 4])]
    assert losses[0] != losses[1]


def test_it_can_be_checked(world, done):
    one, three = (done("check", "iris.yaml", "--json", *words).json for words in ([], ENSEMBLE[:2]))
    assert one["first_loss"] == three["first_loss"]
    assert three["training_bytes"] == 3 * one["training_bytes"]


def test_a_sweep_takes_single_networks(world, refused, done):
    sets = ["iris.yaml", "--axis", "seed=1,2"]
    assert "one network" in refused(3, "sweep", *sets, *ENSEMBLE)
    told = done(
        "sweep", *sets, *ENSEMBLE, "--set", "ensemble.members=1", "--set", "training.epochs=2", "--json"
    )
    assert told.json["failed"] == 0
