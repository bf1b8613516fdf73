"""`mlp sweep` with methods that look at scores, folds, and several processes in one folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mlpcli.store.checkpoint import load
from mlpcli.sweep.ledger import read_summary

SPEC = """\
data: {source: iris}
architecture: {hidden: [6]}
training: {epochs: 9}
optimizer: {kind: adam, learning_rate: {kind: cosine, start: 0.01}}
"""

AXIS = "axes: {optimizer.learning_rate.start: {log_uniform: [1e-4, 1e-1]}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def mlp(folder: Path, *words: str, code: int = 0) -> tuple[str, str]:
    command = [sys.executable, "-m", "mlpcli.cli.main", *words]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == code, ended.stderr
    return ended.stdout, ended.stderr


def swept(folder: Path, text: str, *words: str) -> dict[str, Any]:
    (folder / "sweep.yaml").write_text(f"base: spec.yaml\n{text}", encoding="utf-8")
    return json.loads(mlp(folder, "sweep", "sweep.yaml", "--json", "--quiet", *words)[0])


def settings(overrides: dict[str, Any]) -> list[str]:
    return [word for key, value in overrides.items() for word in ("--set", f"{key}={json.dumps(value)}")]


@pytest.mark.parametrize("method", ["halving", "asha"])
def test_who_reaches_the_top_has_the_result_of_mlp_train(folder: Path, method: str) -> None:
    told = swept(folder, f"method: {{kind: {method}, trials: 9}}\nseeds: 2\n{AXIS}")
    assert told["trials"] == 18
    assert told["pruned"] + 2 * len(told["ranking"]) == 18
    assert told["failed"] == 0
    best = told["best"]
    alone = json.loads(mlp(folder, "train", "spec.yaml", *settings(best["spec"]), "--json", "--quiet")[0])
    results, _, _ = read_summary(folder / told["sweep"])
    mine = next(result for result in results if result.trial == best["trial"])
    assert mine.scores["validation_loss"] == alone["validation"]["loss"]
    assert alone["test"] == told["test"]
    assert mine.epochs == 9
    assert {result.epochs for result in results if result.status == "pruned"} <= {1, 3}
    assert not (folder / told["sweep"] / "paused").exists()


@pytest.mark.parametrize("method", ["halving", "asha", "tpe"])
def test_jobs_and_restarts_change_nothing(folder: Path, method: str) -> None:
    if method == "tpe":
        pytest.importorskip("optuna")
    text = f"method: {{kind: {method}, trials: 8, seed: 4}}\n{AXIS}"
    one = swept(folder, text, "--jobs", "1", "--name", "one")
    two = swept(folder, text + "stack: 1\n", "--jobs", "2", "--name", "two")
    again = swept(folder, text, "--name", "one")
    assert one["ranking"] == two["ranking"] == again["ranking"]
    assert one["unranked"] == two["unranked"] == again["unranked"]


def test_a_larger_search_goes_on_from_a_smaller_one(folder: Path) -> None:
    text = "method: {kind: halving, trials: %d}\n" + AXIS
    small = swept(folder, text % 6)
    larger = swept(folder, text % 12)
    fresh = swept(folder, text % 12, "--name", "fresh")
    assert small["trials"] == 6
    assert larger["ranking"] == fresh["ranking"]


def test_folds_are_trials_that_mlp_train_can_repeat(folder: Path) -> None:
    told = swept(folder, "folds: 3\naxes: {optimizer.learning_rate.start: [0.001, 0.05]}\n")
    assert told["trials"] == 6
    assert [point["seeds"] for point in told["ranking"]] == [3, 3]
    assert told["ranking"][0]["comparable"] is True
    best = told["best"]
    assert best["spec"]["data.split.folds"] == 3
    alone = json.loads(mlp(folder, "train", "spec.yaml", *settings(best["spec"]), "--json", "--quiet")[0])
    assert alone["test"] == told["test"]
    _, err = mlp(
        folder, "sweep", "spec.yaml", "--axis", "data.split.fold=0,1", "--folds", "2", "--name", "x", code=3
    )
    assert "'data.split.fold' varies already, by 'folds: 2'" in err


def test_a_point_that_a_search_asks_for_in_vain_fails_and_the_rest_goes_on(folder: Path) -> None:
    pytest.importorskip("optuna")
    (folder / "sweep.yaml").write_text(
        "base: spec.yaml\nmethod: {kind: tpe, trials: 8, together: 2, seed: 1}\n"
        "axes: {optimizer.learning_rate.start: {uniform: [-0.05, 0.1]}}\n",
        encoding="utf-8",
    )
    told = json.loads(mlp(folder, "sweep", "sweep.yaml", "--json", "--quiet", code=7)[0])
    assert told["trials"] == 8
    assert told["failed"] == len(told["unranked"]) > 0
    assert all("> 0" in point["reason"] for point in told["unranked"])
    assert len(told["ranking"]) + len(told["unranked"]) == 8


def test_a_worker_joins_and_both_share_the_work(folder: Path) -> None:
    text = f"base: spec.yaml\nstack: 1\naxes: {{seed: {list(range(16))}}}\n"
    (folder / "sweep.yaml").write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "mlpcli.cli.main"]
    slow = ["--set", "training.epochs=150"]
    first = subprocess.Popen(
        [*words, "sweep", "sweep.yaml", "--jobs", "1", "--json", "--quiet", *slow],
        cwd=folder,
        stdout=subprocess.PIPE,
    )
    sweep = folder / "runs" / "sweep-sweep"
    until = time.monotonic() + 60
    while not list((sweep / "results").glob("*.h5")) and time.monotonic() < until:
        time.sleep(0.05)
    out, _ = mlp(folder, "worker", str(sweep), "--jobs", "1", "--json")
    told = json.loads(first.communicate(timeout=120)[0])
    assert json.loads(out)["ranking"] == told["ranking"]
    assert told["trials"] == 16
    files = list((sweep / "results").glob("*.h5"))
    assert len(files) == 16, "each trial was trained once"
    assert list((sweep / "claims").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal 9")
def test_a_worker_finishes_what_a_killed_sweep_left(folder: Path) -> None:
    words = ["sweep", "spec.yaml", "--axis", "seed=" + ",".join(map(str, range(10)))]
    slow = ["--set", "training.epochs=400", "--quiet"]
    process = subprocess.Popen([sys.executable, "-m", "mlpcli.cli.main", *words, *slow], cwd=folder)
    sweep = folder / "runs" / "spec-sweep"
    until = time.monotonic() + 60
    while not list((sweep / "claims").glob("*")) and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    told = json.loads(mlp(folder, "worker", str(sweep), "--json", "--quiet")[0])
    assert told["trials"] == 10
    assert (sweep / "best" / "checkpoint.h5").exists()
    fresh = json.loads(mlp(folder, *words, *slow, "--json", "--name", "fresh")[0])
    assert told["ranking"] == fresh["ranking"]
    a, b = (load(folder / t["checkpoint"]) for t in (told, fresh))
    assert a.metrics == b.metrics


def test_a_folder_without_a_sweep_cannot_be_joined(folder: Path) -> None:
    _, err = mlp(folder, "worker", "nowhere", code=6)
    assert "nowhere holds no sweep" in err
