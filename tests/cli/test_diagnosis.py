"""What `mlp train` notices about a training, and `mlp show` remembers."""

from __future__ import annotations

LOW = ("--set", "optimizer.learning_rate=1e-6", "--set", "training.epochs=5")


def test_it_is_told_stored_and_shown_again(world, done):
    ended = done("train", "iris.yaml", *LOW, "--json")
    (found,) = ended.json["diagnosis"]
    assert (found["finding"], found["where"]) == ("learning_rate_low", "training_loss")
    assert found["change"].startswith("optimizer.learning_rate: ")
    shown = done("show", "runs/iris", "--json").json
    assert shown["diagnosis"] == ended.json["diagnosis"]
    line = f"(training_loss): {found['advice']}; try --set {found['change'].replace(': ', '=')}\n"
    assert f"{line}" in done("show", "runs/iris").out
    again = done("train", "iris.yaml", *LOW)
    assert f"noticed: learning rate low {found['number']:.3e} {line}" in again.err


def test_a_good_training_says_nothing(world, done):
    good = ("--set", "optimizer.learning_rate=1e-2", "--set", "early_stopping={patience: 5}")
    ended = done("train", "iris.yaml", *good)
    assert "noticed" not in ended.err + ended.out
    assert done("show", "runs/iris", "--json").json["diagnosis"] == []


def test_quiet_says_nothing(world, done):
    assert "noticed" not in done("train", "iris.yaml", *LOW, "--quiet").err
