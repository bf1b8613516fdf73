"""A spec whose weights start from another run's, and the new kinds from a YAML file."""

from __future__ import annotations

import json
import shutil

import pytest

from mlpcli.initialization import AnyInitialization
from mlpcli.kinds import kinds
from mlpcli.schedule import AnySchedule

FROM_RUN = ("--set", "initialization={kind: checkpoint, path: runs/iris}")

NEEDED = {
    "given": {"values": [[0.1, -0.1]] * 4},
    "checkpoint": {"path": "runs/iris"},
    "constant": {"rate": 0.01},
    "linear": {"start": 0.1, "end": 0.01},
    "step": {"start": 0.1, "every": 1},
    "milestones": {"start": 0.1, "at": [1, 2]},
    "one_cycle": {"peak": 0.1},
    "warm_up": {"epochs": 1, "then": {"kind": "warm_up", "epochs": 0.5, "then": 0.1}},
}
"""What a kind cannot be without; schedules begin at 0.1 unless they stand here."""


def kind_of(name: str, **usual: object) -> str:
    return json.dumps({"kind": name, **NEEDED.get(name, usual)})


@pytest.mark.parametrize("name", kinds(AnySchedule))
def test_every_schedule_trains_resumes_and_is_evaluated(world, done, name):
    words = (
        "train",
        "iris.yaml",
        "--name",
        "a",
        "--set",
        f"optimizer.learning_rate={kind_of(name, start=0.1)}",
    )
    done(*words, "--quiet", "--set", "training.epochs=2")
    told = done(*words, "--json", "--resume", "--set", "training.epochs=3").json
    assert told["epochs"] == 3
    assert done("eval", "runs/a", "--json").json["loss"] == pytest.approx(told["test"]["loss"])


@pytest.mark.parametrize("name", kinds(AnyInitialization))
def test_every_initialization_trains_resumes_and_is_evaluated(trained, done, name):
    of_layer = f"architecture.layers=[{{kind: dense, units: 2, initialization: {kind_of(name)}}}]"
    spec = "iris.yaml"
    words = ("train", spec, "--name", "a", "--set", "architecture.hidden=null", "--set", of_layer)
    if name == "checkpoint":  # two units would not fit
        words = ("train", spec, "--name", "a", *FROM_RUN)
    done(*words, "--quiet", "--set", "training.epochs=2")
    told = done(*words, "--json", "--resume", "--set", "training.epochs=3").json
    assert told["epochs"] == 3
    assert done("eval", "runs/a", "--json").json["loss"] == pytest.approx(told["test"]["loss"])


def test_weights_of_a_run_are_taken_and_told(trained, world, done, arrays):
    ended = done("train", "iris.yaml", "--name", "next", *FROM_RUN, "--set", "training.epochs=0")
    assert (
        "note: initialization: 0_dense/W, 0_dense/b, 1_dense/W, 1_dense/b taken from runs/iris" in ended.err
    )
    best = arrays(trained, "weights/best")
    assert list(arrays(world / "runs" / "next", "weights/last").values()) == list(best.values())
    assert "taken from runs/iris" in done("check", "iris.yaml", *FROM_RUN).err


def test_the_path_starts_in_the_folder_of_the_spec(trained, world, done):
    (world / "specs").mkdir()
    text = (world / "iris.yaml").read_text(encoding="utf-8").replace("iris.csv", "../iris.csv")
    text += "initialization: {kind: checkpoint, path: ../runs/iris/checkpoint.h5}\n"
    (world / "specs" / "b.yaml").write_text(text, encoding="utf-8")
    done("train", "specs/b.yaml", "--quiet", "--set", "training.epochs=1")
    assert done("gradcheck", "specs/b.yaml", "--json").json["max_relative_error"] < 1e-4


def test_what_does_not_fit_is_missing_or_no_checkpoint_ends_with_six(trained, world, refused):
    said = refused(6, "train", "iris.yaml", *FROM_RUN, "--set", "architecture.hidden=[8]")
    assert "0_dense/W (4, 16)" in said
    assert "0_dense/W (4, 8)" in said
    other = ("--set", "initialization.path=iris.csv")
    assert "iris.csv is not a checkpoint" in refused(6, "check", "iris.yaml", *FROM_RUN, *other)
    shutil.rmtree(trained)
    assert "runs/iris cannot be read" in refused(6, "train", "iris.yaml", *FROM_RUN)
    assert not (world / "runs" / "iris-2").exists()


def test_a_sweep_over_the_start(trained, done):
    words = (
        "iris.yaml",
        *FROM_RUN,
        "--set",
        "training.epochs=1",
        "--axis",
        "optimizer.learning_rate=1e-3,1e-4",
    )
    told = done("sweep", *words, "--json", "--quiet").json
    assert told["failed"] == 0
    assert told["best"]["validation_loss"] < 0.5  # where a fresh network has 1 after one epoch
