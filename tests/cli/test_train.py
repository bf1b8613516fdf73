"""`mlp train`: what it writes, what it prints where, and that it does the same twice."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

SUMMARY = {
    "diagnosis": list,
    "run": str,
    "checkpoint": str,
    "epochs": int,
    "best_epoch": int,
    "stop_reason": str,
    "seconds": float,
    "parameters": int,
    "train": dict,
    "validation": dict,
    "test": dict,
    "baselines": dict,
}
"""The object of `--json`, as the interface promises it."""


def test_json_has_the_promised_shape(world, done):
    told = done("train", "iris.yaml", "--json").json
    assert {name: type(value) for name, value in told.items()} == SUMMARY
    assert told["run"] == "runs/iris"
    assert told["checkpoint"] == "runs/iris/checkpoint.h5"
    assert (told["epochs"], told["stop_reason"]) == (100, "epochs")
    assert 1 <= told["best_epoch"] <= 100
    assert told["parameters"] == 4 * 16 + 16 + 16 * 3 + 3
    for part in ("train", "validation", "test"):
        assert set(told[part]) == {"loss", "accuracy", "f1"}
        assert all(isinstance(value, float) for value in told[part].values())
    assert told["train"]["accuracy"] > 0.8  # always the most frequent class: 0.33


def test_a_run_is_a_checkpoint_and_its_metrics(world, done):
    done("train", "iris.yaml", "--set", "training.epochs=7")
    assert sorted(path.name for path in (world / "runs" / "iris").iterdir()) == [
        "checkpoint.h5",
        "metrics.jsonl",
    ]
    lines = (world / "runs" / "iris" / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == list(range(1, 8))


def test_progress_goes_to_stderr_in_plain_lines_and_the_result_to_stdout(world, done):
    ended = done("train", "iris.yaml")
    first, *_, last = [line for line in ended.err.splitlines() if line.startswith("iris epoch")]
    assert first.startswith("iris epoch 1/100: training_loss ")
    assert last.startswith("iris epoch 100/100: training_loss ")
    assert "next: mlp eval runs" in ended.err
    assert re.search(r"^accuracy( +[01]\.\d+){3}$", ended.out, re.MULTILINE)
    assert "epoch" not in ended.out
    assert "\x1b" not in ended.out + ended.err


def test_quiet_says_nothing(world, done):
    ended = done("train", "iris.yaml", "--quiet")
    assert (ended.out, ended.err) == ("", "")
    assert (world / "runs" / "iris" / "checkpoint.h5").is_file()


def test_quiet_json_is_the_object_alone(world, done):
    ended = done("train", "iris.yaml", "--quiet", "--json")
    assert set(ended.json) == set(SUMMARY)
    assert ended.err == ""


def test_the_same_spec_and_seed_give_the_same_bytes(world, done, arrays):
    done("train", "iris.yaml", "--quiet", "--set", "regularization=[{kind: dropout, rate: 0.3}]")
    done("train", "iris.yaml", "--quiet", "--set", "regularization=[{kind: dropout, rate: 0.3}]")
    runs = world / "runs"
    kept = ("weights", "optimizer", "history/training_loss", "history/validation_loss", "data")
    assert arrays(runs / "iris", *kept) == arrays(runs / "iris-2", *kept)


def test_another_seed_gives_others(world, done, arrays):
    done("train", "iris.yaml", "--quiet")
    done("train", "iris.yaml", "--quiet", "--set", "seed=1")
    one, other = (arrays(world / "runs" / name, "weights") for name in ("iris", "iris-2"))
    assert one.keys() == other.keys()
    assert all(one[name] != other[name] for name in one)


def test_settings_reach_the_training(world, done):
    sets = ["training.epochs=3", "architecture.hidden=[5, 4]", "optimizer={kind: sgd, learning_rate: 0.2}"]
    told = done("train", "iris.yaml", "--json", *(word for s in sets for word in ("--set", s))).json
    assert told["epochs"] == 3
    assert told["parameters"] == 4 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3
    resolved = done("show", "runs/iris", "--resolved", "--quiet").out
    assert "kind: sgd" in resolved
    assert "rate: 0.2" in resolved


def test_a_setting_inside_a_default_goes_with_the_default(world, done):
    done(
        "train", "iris.yaml", "--quiet", "--set", "optimizer.learning_rate=0.5", "--set", "training.epochs=1"
    )
    resolved = done("show", "runs/iris", "--resolved", "--quiet").out
    assert "kind: adam\n  learning_rate:\n    kind: constant\n    rate: 0.5\n" in resolved


def test_early_stopping_tells_its_reason(world, done):
    sets = ["early_stopping={patience: 2}", "optimizer={kind: adam, learning_rate: 0.1}"]
    told = done("train", "iris.yaml", "--json", *(word for s in sets for word in ("--set", s))).json
    assert told["stop_reason"] == "early_stopping"
    assert told["epochs"] == told["best_epoch"] + 2


def test_a_spec_from_stdin(world, done, monkeypatch):
    spec = (world / "iris.yaml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(spec), encoding="utf-8"))
    assert done("train", "-", "--json").json["run"] == "runs/run"


def test_paths_start_at_the_spec(world, done, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    done("train", world / "iris.yaml", "--quiet")
    assert Path("runs/iris/checkpoint.h5").is_file()
    assert done("eval", "runs/iris", "--json").json["rows"] == 22


def test_names_with_spaces_and_letters_of_all_kinds(world, done):
    folder = world / "ein Ordner, größer"
    folder.mkdir()
    for name in ("iris.csv", "iris.yaml"):
        (world / name).rename(folder / name.replace("iris.yaml", "schöne blüte.yaml"))
    ended = done("train", folder / "schöne blüte.yaml", "--runs", "meine läufe")
    assert (world / "meine läufe" / "schöne blüte" / "checkpoint.h5").is_file()
    assert "mlp eval 'meine läufe/schöne blüte'" in ended.err.replace("\\", "/")


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR"])
def test_colours_in_the_environment_do_not_draw_into_pipes(world, process, variable):
    ended = process("train", "iris.yaml", cwd=world, env={variable: "1", "TERM": "xterm-256color"})
    assert ended.code == 0, ended.err
    assert "\x1b[2K" not in ended.err  # a live display erases lines
    assert "iris epoch 100/100: " in ended.err
    if variable == "NO_COLOR":
        assert "\x1b" not in ended.out + ended.err
