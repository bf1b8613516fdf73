"""The networks of the folds as one: portion by portion as at once, and what it tells of its cells."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from mlpcli.cross_validation.opened import CrossValidated, open_run
from mlpcli.data import frame
from mlpcli.evaluation import Predictions, predict
from mlpcli.evaluation.folds import evaluate_folds
from mlpcli.experiment import Experiment
from mlpcli.store.folds import fold_folder, write_folds
from mlpcli.store.trained import save
from mlpcli.training.session import Session


@pytest.fixture
def run(tmp_path: Path) -> CrossValidated:
    """Two folds of a table with empty cells, trained and saved."""
    draw = np.random.default_rng(0)
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["a", "b", "y"])
        for i in range(60):
            a, b = draw.normal(size=2).round(3).tolist()
            lines.writerow([a if i % 10 else "", b, round(a - b, 3)])
    for fold in range(2):
        split = {"kind": "random", "test": 0.2, "folds": 2, "fold": fold}
        spec = {"data": {"source": "t.csv", "target": "y", "split": split}, "training": {"epochs": 3}}
        session = Session.begin(Experiment.model_validate(spec).at(tmp_path))
        list(session.fit())
        fold_folder(tmp_path, fold).mkdir()
        save(session, fold_folder(tmp_path, fold) / "checkpoint.h5")
    write_folds(tmp_path, {"folds": 2})
    opened = open_run(tmp_path)
    assert isinstance(opened, CrossValidated)
    return opened


def test_in_portions_it_says_the_same(run: CrossValidated, monkeypatch: pytest.MonkeyPatch) -> None:
    file = str(run.path / "t.csv")
    whole = predict(run, file).columns["y"]
    assert whole.dtype == np.float32
    monkeypatch.setattr(frame, "MOST_ROWS", 7)
    portions = [portion["y"] for portion in Predictions.of(run, file)]
    assert [len(portion) for portion in portions] == [7] * 8 + [4]
    np.testing.assert_allclose(np.concatenate(portions), whole, rtol=1e-5, atol=1e-6)


def test_it_is_the_mean_of_the_networks_on_the_raw_rows(run: CrossValidated) -> None:
    file = str(run.path / "t.csv")
    each = [predict(fold, file).columns["y"] for fold in run.folds]
    shifts = [fold.coding.features.shift[0] for fold in run.folds]
    assert shifts[0] != shifts[1]
    np.testing.assert_allclose(predict(run, file).columns["y"], np.mean(each, axis=0), rtol=1e-5, atol=1e-6)


def test_cells_are_told_of_once(run: CrossValidated) -> None:
    (note,) = predict(run, str(run.path / "t.csv")).notes
    assert note.startswith("a: 6 of 60 cells empty, filled with ")
    assert note.endswith("; each fold has its own, this is that of fold 1")


def test_no_row_is_judged_by_a_network_that_knows_it(run: CrossValidated) -> None:
    every, _ = evaluate_folds(run, str(run.path / "t.csv"))
    tested, watched = evaluate_folds(run)
    assert watched is not None
    assert watched.scores == evaluate_folds(run, part="validation")[0].scores
    assert (watched.rows, tested.rows, every.rows) == (48, 12, 60)
    squares = (watched.rows * watched.scores["rmse"] ** 2 + tested.rows * tested.scores["rmse"] ** 2) / 60
    assert every.scores["rmse"] ** 2 == pytest.approx(squares)
    parts = [fold.checkpoint.data.partition for fold in run.folds]
    alone = [predict(fold, str(run.path / "t.csv")).columns["y"] for fold in run.folds]
    with (run.path / "t.csv").open(encoding="utf-8", newline="") as file:
        y = np.array([float(row["y"]) for row in csv.DictReader(file)])
    errors = np.concatenate(
        [own[part["validation"]] - y[part["validation"]] for own, part in zip(alone, parts, strict=True)]
    )
    assert watched.scores["rmse"] == pytest.approx(float(np.sqrt((errors**2).mean())), rel=1e-5)
