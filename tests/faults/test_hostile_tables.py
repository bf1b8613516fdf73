"""Hostile tables through reading, training and prediction: a clear message or a result, never a traceback."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlpcli.checking import checked
from mlpcli.errors import MlpError
from mlpcli.evaluation import Predictions
from mlpcli.experiment import Experiment
from mlpcli.report.output import output
from mlpcli.store.begin import begin
from mlpcli.store.trained import Trained, open_checkpoint, save


def _tables():
    """The module beside this one; test files are imported by their paths."""
    spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("tables.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["hostile"] = module
    spec.loader.exec_module(module)
    return module


hostile = _tables()
TABLES = hostile.tables()


def experiment(path: Path, **columns: str) -> Experiment:
    data = {"source": path.name, "target": "y", "columns": columns}
    training = {"epochs": 1}
    asked = {"data": data, "architecture": {"hidden": [2]}, "training": training}
    return Experiment.model_validate(asked).at(path.parent)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A network for the plain table."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "plain.csv").write_text(hostile.text(), encoding="utf-8")
    session = begin(experiment(folder / "plain.csv"))
    list(session.fit())
    save(session, folder / "plain.h5")
    return open_checkpoint(folder / "plain.h5")


def test_there_are_three_hundred() -> None:
    names = [name for name, _, _ in TABLES]
    assert len(names) == len(set(names)) >= 300


@pytest.mark.parametrize(("name", "body", "expected"), TABLES, ids=[name for name, _, _ in TABLES])
def test_a_hostile_table(name, body, expected, tmp_path, trained):
    path = tmp_path / name
    path.write_bytes(body)
    error = _error_of(_train, experiment(path, **({"a": "number"} if name.startswith("declared-") else {})))
    if error is None:
        assert expected in (0, None), f"trains; expected {expected}"
    else:
        said = str(error)
        assert error.exit_code == 4 or (error.exit_code == 5 and expected is None), said
        assert name in said or " rows " in said
        assert len(said) < 1000, said[:2000]
        assert said.isprintable(), said
        assert expected is None or (expected != 0 and re.search(expected, said)), said
    if len(name) % 3 == 0:  # a third of them, as reading a table takes most of the time
        error = _error_of(_predict, trained, path)
        assert error is None or (error.exit_code == 4 and str(error).startswith(str(path))), str(error)


def _error_of(function: Callable[..., None], *arguments: object) -> MlpError | None:
    """What a user reads instead of a result; any other exception is a traceback."""
    try:
        function(*arguments)
    except MlpError as error:
        return error
    return None


def _train(asked: Experiment) -> None:
    session = begin(asked)
    checked(session)
    list(session.fit())
    session.scores("test")


def _predict(trained: Trained, path: Path) -> None:
    """All rows come out, or no file is left."""
    made = path.with_name("predicted.jsonl")
    try:
        predictions = Predictions.of(trained, str(path), keep=["none"])
        with output(made, "jsonl") as writer:
            for columns in predictions:
                writer.write(columns)
    finally:
        left = [found for found in path.parent.iterdir() if "predicted" in found.name]
    assert left == [made] if made.exists() else not left
    assert len(made.read_bytes().splitlines()) == predictions.rows
