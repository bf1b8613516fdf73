"""The shipped specs: each can be trained as it stands, and reaches what it is there to show.

The bounds leave room for other seeds, libraries and machines: three seeds each were well above them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpcli.cli.main import main
from mlpcli.config import json_schema, load_document
from mlpcli.experiment import Experiment

FOLDER = Path(__file__).resolve().parent.parent / "configs"
SPECS = sorted(FOLDER.glob("*.yaml"))

HEADER = "# yaml-language-server: $schema=mlp.schema.json"

of_every_spec = pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)

REACHED = [
    ("batch_norm", "test", "accuracy", 0.92),
    ("breast_cancer", "test", "accuracy", 0.93),
    ("breast_cancer", "test", "roc_auc", 0.97),
    ("circles", "test", "accuracy", 0.95),
    ("diabetes", "test", "r2", 0.4),
    ("digits", "test", "accuracy", 0.96),
    ("digits_augmented", "test", "accuracy", 0.9),
    ("digits_conv", "test", "accuracy", 0.95),
    ("digits_rows", "test", "accuracy", 0.93),
    ("iris", "test", "accuracy", 0.9),
    ("iris_bagging", "test", "accuracy", 0.9),
    ("moons", "test", "accuracy", 0.95),
    ("sine", "test", "r2", 0.93),
    ("spirals", "test", "accuracy", 0.93),
    ("wine", "test", "accuracy", 0.92),
    ("xor", "train", "accuracy", 1.0),
    ("xor_gates", "train", "accuracy", 1.0),
]
"""Spec, rows, metric, and what it has to reach at full length."""


@pytest.fixture
def mlp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """mlp(*words): the JSON of a command that succeeds, the runs in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Any:
        monkeypatch.setattr(sys, "argv", ["mlp", *map(str, words), "--json"])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert not ended.value.code, said.err
        return json.loads(said.out)

    return run


def test_there_are_specs() -> None:
    assert {path.stem for path in SPECS} == {name for name, *_ in REACHED}


@of_every_spec
def test_it_trains_two_epochs(mlp: Callable[..., Any], path: Path) -> None:
    epochs = 0 if path.stem == "xor_gates" else 2
    told = mlp("train", path, "--set", f"training.epochs={epochs}")
    assert told["epochs"] == epochs
    assert told["train"]["loss"] > 0
    rows = mlp("eval", told["checkpoint"], "--split", "train")["rows"]
    assert rows == mlp("check", path)["rows"]["train"]


@of_every_spec
def test_editors_find_the_schema(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == HEADER
    assert lines[1].startswith("# "), "what the spec shows"


@of_every_spec
def test_names_are_those_of_the_files(path: Path) -> None:
    assert load_document(path).value.get("name", path.stem) == path.stem


def test_the_schema_is_the_one_that_the_program_writes() -> None:
    written = (FOLDER / "mlp.schema.json").read_text(encoding="utf-8")
    assert json.loads(written) == json_schema(Experiment), "run: mlp schema > configs/mlp.schema.json"


@pytest.mark.parametrize(("name", "part", "metric", "bound"), REACHED)
def test_it_reaches(mlp: Callable[..., Any], name: str, part: str, metric: str, bound: float) -> None:
    told = mlp("train", FOLDER / f"{name}.yaml")
    assert told[part][metric] >= bound


def test_thresholds_solve_xor_without_training(mlp: Callable[..., Any]) -> None:
    """And break when a threshold moves: it is the numbers in the spec that solve it."""
    spec = FOLDER / "xor_gates.yaml"
    told = mlp("train", spec)
    assert (told["epochs"], told["train"]["accuracy"]) == (0, 1.0)
    moved = mlp("train", spec, "--set", "architecture.layers.0.bias_initialization.values=[-0.5, -2.5]")
    assert moved["train"]["accuracy"] == 0.75  # (1, 1) is now an or, and no and


def test_without_batch_normalization_the_same_layers_hardly_learn(mlp: Callable[..., Any]) -> None:
    layers = "architecture={hidden: [64, 32, 16]}"
    told = mlp("train", FOLDER / "batch_norm.yaml", "--set", layers)
    assert told["test"]["accuracy"] < 0.6


def test_wine_stops_early(mlp: Callable[..., Any]) -> None:
    assert mlp("train", FOLDER / "wine.yaml")["stop_reason"] == "early_stopping"


@pytest.mark.parametrize("path", sorted((FOLDER / "sweeps").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_sweep_trains_two_epochs_of_its_first_points(
    path: Path, mlp: Callable[..., Any], tmp_path: Path
) -> None:
    small = path.read_text(encoding="utf-8") + "budget: {trials: 6}\n"
    base = (path.parent / "..").resolve().as_posix()
    (tmp_path / path.name).write_text(small.replace("base: ..", f"base: {base}"), encoding="utf-8")
    said = mlp("sweep", tmp_path / path.name, "--set", "training.epochs=2", "--quiet")
    assert said["trials"] == 6
    assert said["failed"] == 0
    assert len(said["ranking"]) + len(said["unranked"]) in (2, 6)
