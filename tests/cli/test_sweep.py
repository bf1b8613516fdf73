"""`mlp sweep` as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.cli.main import main
from mlpcli.errors import CheckpointError
from mlpcli.store.checkpoint import load
from mlpcli.store.trained import open_checkpoint
from mlpcli.sweep.ledger import read_summary

SPEC = """\
data: {source: iris}
architecture: {hidden: [6]}
training: {epochs: 5}
"""
AXES = ("--axis", "optimizer.learning_rate=1e-3,1e-2", "--axis", "architecture.hidden=[4],[6]")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `mlp` with these words in a folder of its own: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mlp", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return ran


def swept(run: Run, *words: str) -> dict[str, Any]:
    code, out, err = run("sweep", *words, "--json", "--quiet")
    assert code == 0, err
    return json.loads(out)


def test_a_grid_from_the_command_line(run: Run, tmp_path: Path) -> None:
    told = swept(run, "spec.yaml", *AXES, "--seeds", "2")
    assert told["sweep"] == "runs/spec-sweep"
    assert (told["trials"], told["failed"]) == (8, 0)
    assert set(told["best"]) == {"trial", "spec", "validation_loss"}
    means = [entry["mean"] for entry in told["ranking"]]
    assert means == sorted(means)
    assert len(means) == 4
    assert all(entry["seeds"] == 2 for entry in told["ranking"])
    assert told["best"]["spec"]["optimizer.learning_rate"] in (1e-3, 1e-2)
    assert load(tmp_path / told["checkpoint"]).metrics["test"] == told["test"]


def test_a_trial_is_what_mlp_train_makes_of_it(run: Run, tmp_path: Path) -> None:
    told = swept(run, "spec.yaml", *AXES)
    settings = [w for k, v in told["best"]["spec"].items() for w in ("--set", f"{k}={json.dumps(v)}")]
    code, out, _ = run("train", "spec.yaml", *settings, "--json", "--quiet")
    assert code == 0
    alone = json.loads(out)
    assert alone["validation"]["loss"] == told["best"]["validation_loss"]
    assert alone["test"] == told["test"]
    mine, own = (
        open_checkpoint(tmp_path / path).model() for path in (told["checkpoint"], alone["checkpoint"])
    )
    np.testing.assert_array_equal(mine.theta, own.theta)


def test_the_same_command_again_trains_nothing_and_a_larger_grid_only_what_is_new(
    run: Run, tmp_path: Path
) -> None:
    first = swept(run, "spec.yaml", *AXES)
    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "runs/spec-sweep/results").iterdir()}
    assert swept(run, "spec.yaml", *AXES)["ranking"] == first["ranking"]
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "runs/spec-sweep/results").iterdir()} == files
    larger = swept(
        run, "spec.yaml", "--axis", "optimizer.learning_rate=1e-3,1e-2,1e-1", *AXES[2:], "--resume"
    )
    assert larger["trials"] == 6
    fresh = swept(
        run, "spec.yaml", "--axis", "optimizer.learning_rate=1e-3,1e-2,1e-1", *AXES[2:], "--name", "b"
    )
    assert larger["ranking"] == fresh["ranking"]


def test_another_base_is_refused_with_the_difference_unless_forced(run: Run, tmp_path: Path) -> None:
    swept(run, "spec.yaml", *AXES)
    (tmp_path / "spec.yaml").write_text(SPEC + "seed: 5\n", encoding="utf-8")
    code, _, err = run("sweep", "spec.yaml", *AXES)
    assert code == 2
    assert "- seed: 0" in err
    assert "+ seed: 5" in err
    assert "Traceback" not in err
    assert swept(run, "spec.yaml", *AXES, "--force")["trials"] == 4


def test_a_sweep_file_with_paired_values_random_search_and_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sweep.yaml").write_text(
        "base: spec.yaml\nmethod: {kind: random, trials: 5}\nobjective: validation_accuracy\n"
        "axes:\n  optimizer.learning_rate: {log_uniform: [1e-3, 1e-1]}\n"
        "together:\n  - {training.batch_size: 16, training.epochs: 3}\n"
        "  - {training.batch_size: 32, training.epochs: 6}\n",
        encoding="utf-8",
    )
    told = swept(run, "sweep.yaml", "--name", "s")
    assert told["trials"] == 5
    means = [entry["mean"] for entry in told["ranking"]]
    assert means == sorted(means, reverse=True)
    results, objective, seeds = read_summary(tmp_path / "runs/s")
    assert (len(results), objective, seeds) == (5, "validation_accuracy", 1)
    pairs = {(r.overrides["training.batch_size"], r.overrides["training.epochs"]) for r in results}
    assert pairs <= {(16, 3), (32, 6)}
    code, out, _ = run("show", "runs/s", "--csv", "s.csv")
    assert code == 0
    assert "accuracy" in out
    assert len((tmp_path / "s.csv").read_text(encoding="utf-8").splitlines()) == 6
    code, out, _ = run("show", "runs/s", "--json")
    assert json.loads(out)["ranking"] == told["ranking"]


def test_failed_trials_do_not_rank_and_give_exit_code_7(run: Run) -> None:
    words = ("--set", "data.source=diabetes", "--axis", "optimizer={kind: sgd, learning_rate: 1e9},adam")
    code, out, err = run("sweep", "spec.yaml", *words, "--json", "--quiet")
    assert code == 7, err
    told = json.loads(out)
    assert told["failed"] == 1
    assert [entry["overrides"]["optimizer"] for entry in told["ranking"]] == ["adam"]
    assert "diverged" in told["unranked"][0]["reason"]


def test_every_wrong_point_is_told_before_anything_runs(run: Run, tmp_path: Path) -> None:
    code, _, err = run("sweep", "spec.yaml", "--axis", "optimizer.learning_rate=1e-3,-1,abc")
    assert code == 3
    assert "-1" in err
    assert "abc" in err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nowhere.yaml"], 3),
        (["spec.yaml"], 3),
        (["spec.yaml", "--axis", "optimizer.lerning_rate=1"], 3),
        (["spec.yaml", "--axis", "seed"], 2),
        (["spec.yaml", *AXES, "--resume", "--force"], 2),
        (["rmse.yaml"], 3),
        (["unwatched.yaml"], 3),
        (["spec.yaml", *AXES, "--set", "data.source=gone.csv"], 4),
    ],
)
def test_wrong_sweeps_end_in_one_clear_message(run: Run, words: list[str], code: int) -> None:
    axes = "axes: {seed: [1, 2]}\n"
    Path("rmse.yaml").write_text(f"base: spec.yaml\nobjective: validation_rmse\n{axes}", encoding="utf-8")
    unwatched = "axes: {seed: [1, 2], data.split.validation: [0.0]}\n"
    Path("unwatched.yaml").write_text(f"base: spec.yaml\n{unwatched}", encoding="utf-8")
    ended, _, err = run("sweep", *words)
    assert ended == code
    assert err.strip()
    assert not Path("runs").exists()
    assert "Traceback" not in err


def test_dry_run_trains_nothing(run: Run, tmp_path: Path) -> None:
    told = swept(run, "spec.yaml", *AXES, "--seeds", "3", "--dry-run")
    assert (told["points"], told["trials"]) == (4, 12)
    assert told["seconds"] > 0
    assert not (tmp_path / "runs").exists()


def test_an_axis_that_changes_nothing_at_first_is_noted(run: Run) -> None:
    code, _, err = run("sweep", "spec.yaml", "--axis", "training.epochs=2,3", "--axis", "seed=1,2")
    assert code == 0
    assert "training.epochs does not change the first two updates" in err
    assert "seed does not" not in err
    code, _, err = run("worker", "runs/spec-sweep")
    assert code == 0
    assert "does not change" not in err, "whoever joins has been told"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupted_and_killed_sweeps_go_on_where_they_were(run: Run, tmp_path: Path) -> None:
    words = ["spec.yaml", "--axis", "seed=" + ",".join(map(str, range(12))), "--set", "training.epochs=400"]
    command = [sys.executable, "-m", "mlpcli.cli.main", "sweep", *words, "--quiet"]
    (tmp_path / "sweep.yaml").write_text("base: spec.yaml\nstack: 1\naxes: {seed: [0]}\n", encoding="utf-8")
    folder = tmp_path / "runs/spec-sweep/results"
    for number, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
        until = time.monotonic() + 20
        while not folder.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(process.pid, number)
        process.communicate(timeout=20)
        assert process.returncode in (code, 0)
    told = swept(run, *words)
    assert told["trials"] == 12
    undisturbed = swept(run, *words, "--name", "undisturbed")
    assert told["ranking"] == undisturbed["ranking"]


def test_a_sweep_that_has_not_ended_cannot_be_shown(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError):
        read_summary(tmp_path)


def test_a_budget_keeps_whole_points_and_says_what_it_leaves_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sweep.yaml").write_text(
        "base: spec.yaml\nseeds: 2\nbudget: {trials: 5}\n"
        "axes: {optimizer.learning_rate: [0.1, 0.01, 0.001]}\n",
        encoding="utf-8",
    )
    assert run("sweep", "sweep.yaml", "--seeds", "6")[0] == 2
    code, out, err = run("sweep", "sweep.yaml", "--json")
    assert code == 0
    assert json.loads(out)["trials"] == 4
    assert "leaves 2 trials" in err
