"""A coding of every type looks at training rows alone, and a checkpoint gives it back bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data import Coding, prepare
from mlpcli.store.checkpoint import load, save
from mlpcli.store.contents import Checkpoint, Spec, Weights
from mlpcli.store.contents import Data as Stored

Build = Callable[..., Any]
N = 120
COLUMNS: dict[str, Any] = {
    "robust": {"type": "number", "scale": "robust", "indicator": True},
    "ranks": {"type": "number", "scale": {"kind": "quantile", "nodes": 20}},
    "logs": {"type": "number", "scale": "log1p", "missing": "mean"},
    "bins": {"type": "number", "coding": {"kind": "piecewise_linear", "bins": 5}, "indicator": True},
    "waves": {"type": "number", "coding": {"kind": "periodic", "frequencies": 3}},
    "level": {"type": "category", "min_count": 8},
    "many": {"type": "category", "hash": 4},
    "code": {"type": "category"},
    "grade": {"type": "ordered", "values": ["low", "mid", "high"]},
    "steps": {"type": "ordered", "values": ["low", "mid", "high"], "coding": "thermometer"},
    "flag": {"type": "boolean"},
    "when": {"type": "date"},
}


def columns() -> dict[str, Any]:
    random = np.random.default_rng(3)
    number = random.lognormal(1, 1, (5, N))
    number[:, ::7] = np.nan
    letters = np.array(list("aabbccdefghij"), dtype=object)
    grades = np.array(["low", "mid", "high", None], dtype=object)
    when = np.datetime64("2020-02-27T13:00", "us") + random.integers(0, 10**9, N).astype("timedelta64[s]")
    when[::9] = "NaT"
    return {
        **dict(zip(("robust", "ranks", "logs", "bins", "waves"), number, strict=True)),
        "level": random.choice(letters, N),
        "many": random.choice(letters, N),
        "code": random.integers(0, 5, N),
        "grade": random.choice(grades, N),
        "steps": random.choice(grades, N),
        "flag": random.choice(np.array(["yes", "no", None], dtype=object), N),
        "when": when,
        "y": random.lognormal(0, 2, N) + 0.1,
    }


def same(one: Coding, other: Coding) -> bool:
    a, b = one.dump(), other.dump()
    return a.keys() == b.keys() and all(
        a[k] == b[k] if isinstance(a[k], str) else np.asarray(a[k]).tobytes() == np.asarray(b[k]).tobytes()
        for k in a
    )


@pytest.fixture
def section(frame: Build, data: Build) -> Callable[[dict[str, Any]], Any]:
    return lambda cells: data(frame(**cells), target="y", columns=COLUMNS, target_transform="log")


def test_rows_for_validation_and_test_change_nothing_that_is_fitted(section: Build) -> None:
    cells = columns()
    clean = prepare(section(cells), Path())
    others = np.concatenate([clean.validation.rows, clean.test.rows])
    poison = {
        "level": "new",
        "many": "new",
        "code": 99,
        "grade": "odd",
        "steps": None,
        "flag": None,
        "y": 1e9,
    }
    for name, column in cells.items():
        bad = poison.get(name, np.datetime64("1900-01-01") if name == "when" else 1e9)
        column[others] = bad
        if column.dtype.kind in "fM" and name != "y":
            column[others[::2]] = np.datetime64("NaT") if name == "when" else np.nan
    poisoned = prepare(section(cells), Path())
    assert same(poisoned.coding, clean.coding)
    assert poisoned.data.columns == clean.data.columns
    assert poisoned.train.x.tobytes() == clean.train.x.tobytes()
    assert poisoned.train.y.tobytes() == clean.train.y.tobytes()
    assert not np.array_equal(poisoned.test.x, clean.test.x)
    cells["robust"][clean.train.rows[0]] = 1e6
    assert not same(prepare(section(cells), Path()).coding, clean.coding)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_checkpoint_gives_the_same_coding_back(section: Build, tmp_path: Path, precision: Any) -> None:
    cells = columns()
    prepared = prepare(section(cells), Path(), precision)
    weights = {"0_dense/W": np.zeros((2, 2), np.float32)}
    rows = {part: np.arange(2) for part in ("train", "validation", "test")}
    stored = Stored(prepared.coding.dump(), rows)
    save(tmp_path / "c.h5", Checkpoint(Spec("a"), stored, Weights(weights, weights), {}, {}, {}))
    again = Coding.load(load(tmp_path / "c.h5").data.coding)
    frame = section(cells).source.read(Path())
    assert same(again, prepared.coding)
    assert again.feature_names == prepared.coding.feature_names
    first, second = prepared.coding.encode(frame, None, precision), again.encode(frame, None, precision)
    assert first[0].tobytes() == second[0].tobytes()
    assert first[1] == second[1]
    y = prepared.coding.encode_target(frame, None, precision)
    assert again.encode_target(frame, None, precision).tobytes() == y.tobytes()
    assert again.decode(y)["y"].tobytes() == prepared.coding.decode(y)["y"].tobytes()
