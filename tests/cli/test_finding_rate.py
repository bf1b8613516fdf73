"""`mlp train SPEC --find-learning-rate`."""

from __future__ import annotations

import shlex

import pytest

FIND = "--find-learning-rate"


def test_the_curve_and_the_command(world, done):
    ended = done("train", "iris.yaml", FIND)
    *_, suggestion, command = ended.out.splitlines()
    assert suggestion.startswith("suggestion: ")
    assert command.startswith("mlp train iris.yaml --set optimizer.learning_rate=")
    assert not (world / "runs").exists()
    done(*shlex.split(command)[1:], "--quiet", "--set", "training.epochs=2")


def test_json(world, done):
    told = done("train", "iris.yaml", FIND, "--json", "--set", "optimizer=sgd").json
    assert len(told["rates"]) == len(told["losses"]) == len(told["smoothed"]) > 50
    assert 1e-4 < told["suggestion"] < 1
    assert told["set"] == f"optimizer.learning_rate={told['suggestion']:g}"
    assert told["command"] == f"mlp train iris.yaml --set optimizer=sgd --set {told['set']}"
    assert told["current"] == 0.01
    assert not (world / "runs").exists()


def test_of_a_schedule_the_number_that_it_grows_with_is_set(world, done):
    schedule = "optimizer.learning_rate={kind: warm_up, epochs: 2, then: {kind: cosine, start: 1e-2}}"
    told = done("train", "iris.yaml", FIND, "--json", "--set", schedule).json
    assert told["set"].startswith("optimizer.learning_rate.then.start=")
    done(
        "train", "iris.yaml", "--set", schedule, "--set", told["set"], "--quiet", "--set", "training.epochs=1"
    )


@pytest.mark.parametrize("optimizer", ["l_bfgs", "newton", "perceptron"])
def test_an_optimizer_without_a_rate(world, refused, optimizer):
    said = refused(2, "train", "iris.yaml", FIND, "--set", f"optimizer={optimizer}")
    assert said.startswith(f"--find-learning-rate: the optimizer {optimizer} has none to find: ")


@pytest.mark.parametrize("option", [("--resume",), ("--force",), ("--name", "x")])
def test_options_of_a_run_are_refused(world, refused, option):
    assert "trains no run" in refused(2, "train", "iris.yaml", FIND, *option)
