"""`mlp show` and `mlp runs`: what a run is, and which there are."""

from __future__ import annotations

import pytest


def test_show_tells_how_it_went(trained, done):
    ended = done("show", "runs/iris")
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    for line in ("run iris", "epochs 100", "stop reason epochs", "rows train 106, validation 22, test 22"):
        assert line in lines
    assert "sum 131" in lines
    assert "train validation test" in lines
    assert ended.out.endswith("data: {source: iris.csv, target: species}\narchitecture: {hidden: [16]}\n")


def test_show_tells_the_settings_of_the_command_line(world, done):
    done("train", "iris.yaml", "--quiet", "--set", "seed=4", "--set", "training.epochs=1")
    shown = done("show", "runs/iris").out
    assert shown.endswith("# --set seed=4\n# --set training.epochs=1\n")


def test_show_resolved_is_a_spec(trained, world, done, arrays):
    (world / "full.yaml").write_text(done("show", "runs/iris", "--resolved", "--quiet").out, encoding="utf-8")
    done("train", "full.yaml", "--quiet")
    assert arrays(world / "runs" / "full", "weights") == arrays(trained, "weights")


def test_show_json(trained, done):
    told = done("show", "runs/iris", "--json").json
    assert (told["run"], told["epochs"], told["stop_reason"]) == ("iris", 100, "epochs")
    assert told["history"]["epoch"] == list(range(1, 101))
    assert told["history"]["training_loss"][-1] < told["history"]["training_loss"][0]
    assert set(told["metrics"]) == {"train", "validation", "test"}
    assert told["spec"].startswith("spec_version: 1\n")
    assert told["environment"]["mlpcli"]


@pytest.fixture
def several(world, done):
    """Four runs: one longer, one shorter, a regression, and a damaged one."""
    done("train", "iris.yaml", "--name", "long", "--quiet", "--set", "training.epochs=200")
    done("train", "iris.yaml", "--name", "short", "--quiet", "--set", "training.epochs=1")
    (world / "line.yaml").write_text("data: {source: diabetes, target: progression}\n", encoding="utf-8")
    done("train", "line.yaml", "--quiet", "--set", "training.epochs=2")
    (world / "runs" / "hurt").mkdir()
    whole = (world / "runs" / "long" / "checkpoint.h5").read_bytes()
    (world / "runs" / "hurt" / "checkpoint.h5").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    (world / "runs" / "no run").mkdir()


def names(ended):
    return [line.split()[0] for line in ended.out.splitlines()[2:]]


def test_runs_lists_them_all(several, done):
    ended = done("runs")
    assert sorted(names(ended)) == ["hurt", "line", "long", "short"]
    by_name = {line.split()[0]: line for line in ended.out.splitlines()}
    assert "damaged" in by_name["hurt"]
    assert by_name["long"].rstrip().endswith("epochs")


def test_runs_sorts_with_the_largest_last_and_nothing_at_the_end(several, done):
    assert names(done("runs", "--sort", "epochs")) == ["hurt", "short", "line", "long"]
    by_accuracy = names(done("runs", "--sort", "accuracy"))
    assert by_accuracy[:2] == ["short", "long"]
    assert sorted(by_accuracy[2:]) == ["hurt", "line"]


def test_runs_json(several, done):
    told = {row["run"]: row for row in done("runs", "--json").json["runs"]}
    assert set(told) == {"hurt", "line", "long", "short"}
    assert told["long"]["epochs"] == 200
    assert set(told["line"]) == {"run", "epochs", "loss", "rmse", "mae", "r2", "seconds", "ended"}
    assert "damaged" in told["hurt"]["ended"]


def test_runs_by_a_column_that_is_not_there(several, refused):
    assert "there are run, epochs, loss" in refused(2, "runs", "--sort", "accurracy")


def test_runs_quiet_is_a_name_a_line(several, done):
    assert done("runs", "--quiet").out == "hurt\nline\nlong\nshort\n"


def test_runs_of_a_folder(several, world, done, monkeypatch):
    monkeypatch.chdir(world / "runs")
    assert done("runs", ".", "--quiet").out == "hurt\nline\nlong\nshort\n"


def test_no_runs(world, done, refused):
    (world / "empty").mkdir()
    assert done("runs", "empty").out == "no runs in empty\n"
    assert done("runs", "empty", "--json").json == {"runs": []}
    assert "cannot be read" in refused(2, "runs", "nowhere")
