"""Every coding of a column, from disk: coded rows and predictions are those of a table in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mlpcli.data.frame
import mlpcli.data.source.base
from mlpcli.data import Data, prepare
from mlpcli.data.frame import Stored
from mlpcli.data.ondisk import OnDisk
from mlpcli.evaluation import Predictions, predict
from mlpcli.experiment import Experiment
from mlpcli.store.begin import begin
from mlpcli.store.trained import open_checkpoint, save

N = 900

CODINGS: dict[str, dict[str, Any]] = {
    "rank": {"size": {"type": "ordered", "values": ["S", "M", "L"]}},
    "thermometer": {"size": {"type": "ordered", "values": ["S", "M", "L"], "coding": "thermometer"}},
    "boolean": {"flag": "boolean"},
    "date": {"day": "date"},
    "date-as-category": {"day": {"type": "category", "min_count": 2}},
    "hash": {"city": {"type": "category", "hash": 4}},
    "min_count": {"city": {"type": "category", "min_count": 40}},
    "piecewise_linear": {"a": {"type": "number", "coding": {"kind": "piecewise_linear", "bins": 5}}},
    "periodic": {"a": {"type": "number", "coding": "periodic"}},
    "quantile": {"a": {"type": "number", "scale": "quantile"}},
    "log1p": {"a": {"type": "number", "scale": "log1p"}},
    "robust": {"a": {"type": "number", "scale": "robust"}},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table with gaps in every column; in a third of its rows the times are midnight."""
    place = tmp_path_factory.mktemp("codings")
    rng = np.random.default_rng(0)
    rows = []
    for i in range(N):
        a = "" if i % 13 == 5 else f"{rng.exponential():.5f}"
        size = ("S", "M", "L", "")[rng.integers(4)]
        flag = ("yes", "no", "NA")[rng.integers(3)]
        day = "" if i % 17 == 3 else f"2024-{1 + i % 12:02d}-{1 + i % 28:02d}"
        day += f"T{i % 24:02d}:30:00" if day and i > N // 3 else ""
        city = f"city{min(int(rng.exponential(5)), 30)}" if i % 19 else ""
        rows.append(f"{a},{size},{flag},{day},{city},{'on' if rng.random() < 0.5 else 'off'}")
    (place / "t.csv").write_text("\n".join(["a,size,flag,day,city,y", *rows]), encoding="utf-8")
    return place


def section(columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    others = [name for name in ("a", "size", "flag", "day", "city") if name not in columns]
    return {"source": "t.csv", "target": "y", "columns": columns | dict.fromkeys(others, "drop"), **more}


def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlpcli.data.source.base, "LARGE", 0)
    monkeypatch.setattr(mlpcli.data.frame, "PORTION", 700)


@pytest.mark.parametrize("coding", CODINGS)
def test_coded_rows_are_the_same_bit_for_bit(folder, coding, monkeypatch):
    held = prepare(Data.model_validate(section(CODINGS[coding], memory="all")), folder)
    everything_is_large(monkeypatch)
    stored = prepare(Data.model_validate(section(CODINGS[coding], memory="bounded")), folder)
    assert held.train.x.shape[-1] > 0
    assert stored.notes[: len(held.notes)] == held.notes
    for part in ("train", "validation", "test"):
        expected, found = getattr(held, part), getattr(stored, part)
        assert isinstance(found.x, OnDisk)
        np.testing.assert_array_equal(np.asarray(found.x), expected.x)
        np.testing.assert_array_equal(np.asarray(found.y), expected.y)


@pytest.mark.parametrize("coding", CODINGS)
def test_streamed_predictions_are_those_at_once(folder, coding, tmp_path, monkeypatch):
    asked = {"data": section(CODINGS[coding]), "architecture": {"hidden": [3]}, "training": {"epochs": 1}}
    session = begin(Experiment.model_validate(asked).at(folder))
    list(session.fit())
    save(session, tmp_path / "c.h5")
    trained = open_checkpoint(tmp_path / "c.h5")
    once = predict(trained, str(folder / "t.csv"), probabilities=True, keep=["day"])
    everything_is_large(monkeypatch)
    streamed = Predictions.of(trained, str(folder / "t.csv"), probabilities=True, keep=["day"])
    portions = list(streamed)
    assert isinstance(streamed.frame.columns, Stored)
    assert len(portions) > 5
    assert list(map(str, streamed.findings)) == list(once.notes)
    for name, cells in once.columns.items():
        found = np.concatenate([portion[name] for portion in portions])
        if cells.dtype.kind == "f":  # products of matrices with more rows round otherwise
            np.testing.assert_allclose(found, cells, rtol=1e-5)
        else:
            np.testing.assert_array_equal(found, cells)


def test_spellings_are_replaced_on_disk_too(folder, monkeypatch):
    source = {
        "kind": "table",
        "path": "t.csv",
        "replace": {"y": {"off": "no", "on": "yes"}, "city": {"city0": None}},
    }
    held = Data.model_validate({"source": source}).source.open(folder)
    everything_is_large(monkeypatch)
    stored = Data.model_validate({"source": source}).source.open(folder)
    assert isinstance(stored.columns, Stored)
    assert set(held.columns["y"]) == {"yes", "no"}
    for name, cells in held.columns.items():
        np.testing.assert_array_equal(stored.columns[name], cells)
        parts = [portion.columns[name] for portion in stored.portions()]
        np.testing.assert_array_equal(np.concatenate(parts), cells)
