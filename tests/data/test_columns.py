"""Column specs: how they are written, and how columns are read that nobody has written about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from mlpcli.data import Data, Frame
from mlpcli.data.columns import AnyColumn, ArrayColumn, Boolean, Category, Column, Drop, Number
from mlpcli.data.detection import resolved_columns
from mlpcli.data.scale.none import Unscaled
from mlpcli.errors import DataError

COLUMNS: TypeAdapter[Column] = TypeAdapter(AnyColumn)

Build = Callable[..., Any]

NUMBER = Number(indicator=False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("number", Number()),
        ("category", Category()),
        ("array", ArrayColumn()),
        ("drop", Drop()),
        ({"type": "number", "missing": 0, "scale": "none"}, Number(missing=0.0, scale=Unscaled())),
    ],
)
def test_written_forms(written: Any, meant: Column) -> None:
    assert COLUMNS.validate_python(written) == meant
    assert COLUMNS.validate_python(meant.model_dump(mode="json")) == meant


@pytest.mark.parametrize(
    "wrong",
    [
        "text",
        {"type": "number", "missing": "mode"},
        {"type": "number", "levels": 3},
        {"type": "category", "max_levels": 2},
        {"type": "array", "scale": "minmax"},
    ],
)
def test_what_is_no_column(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        COLUMNS.validate_python(wrong)


def detected(data: Data, frame: Frame, rows: Any = None) -> tuple[dict[str, Column], list[str]]:
    return resolved_columns(data, frame, np.arange(len(frame)) if rows is None else np.asarray(rows))


def test_types_decide(frame: Build, data: Build) -> None:
    f = frame(
        whole=[1, 2],
        real=[0.5, np.nan],
        truth=[True, False],
        text=["a", "b"],
        half_empty=["a", None],
        image=np.zeros((2, 3, 3), np.uint8),
        spectrum=np.zeros((2, 5)),
        mask=np.zeros((2, 4), bool),
        y=[1, 2],
    )
    columns, notes = detected(data(f, target="y"), f)
    assert columns == {
        "whole": NUMBER,
        "real": Number(indicator=True),
        "truth": Boolean(indicator=False),
        "text": Category(),
        "half_empty": Category(),
        "image": ArrayColumn(scale="unit"),
        "spectrum": ArrayColumn(scale="standard"),
        "mask": ArrayColumn(scale="none"),
    }
    assert not notes


def test_columns_that_tell_nothing_are_left_out(frame: Build, data: Build) -> None:
    f = frame(x=[1, 2, 3], one=[7, 7, 7], word=["a"] * 3, void=[np.nan] * 3, blank=[None] * 3)
    columns, notes = detected(data(f, target=None), f)
    assert [name for name, spec in columns.items() if spec == Drop()] == ["word", "void", "blank"]
    assert columns["one"] == NUMBER  # pictures keep all their inputs, also those that are always dark
    assert notes == [
        "word: left out, 'a' in all training rows",
        "void: left out, empty in all training rows",
        "blank: left out, empty in all training rows",
    ]


@pytest.mark.parametrize(
    ("levels", "rows", "kept"), [(20, 20, True), (21, 21, False), (21, 41, False), (21, 42, True)]
)
def test_text_that_names_the_row_is_left_out(
    levels: int, rows: int, kept: bool, frame: Build, data: Build
) -> None:
    f = frame(x=np.arange(rows), name=[f"n{i % levels}" for i in range(rows)])
    columns, notes = detected(data(f, target=None), f)
    assert (columns["name"] == Category()) is kept
    assert len(notes) == (not kept)


def test_only_training_rows_are_looked_at(frame: Build, data: Build) -> None:
    f = frame(x=[1, 2, 3], one=["a", "a", "b"], y=[0, 1, 2])
    columns, _ = detected(data(f, target="y"), f, rows=[0, 1])
    assert columns["one"] == Drop()


def test_what_is_declared_stays(frame: Build, data: Build) -> None:
    f = frame(x=[1, 2], one=[7, 7], image=np.zeros((2, 4), np.uint8), y=[0, 1])
    section = {"one": "number", "x": "category", "image": {"type": "array", "scale": "none"}}
    columns, notes = detected(data(f, target="y", columns=section), f)
    assert columns == {"one": NUMBER, "x": Category(), "image": ArrayColumn(scale="none")}
    assert not notes


def test_an_autoencoder_leaves_out_what_the_source_calls_its_target(frame: Build, data: Build) -> None:
    f = frame(target="label", image=np.zeros((2, 4), np.uint8), label=[0, 1])
    columns, notes = detected(data(f, target=None), f)
    assert columns["label"] == Drop()
    assert "f.csv calls it the target" in notes[0]
    assert detected(data(f, target=None, columns={"label": "number"}), f)[0]["label"] == NUMBER


def test_a_declared_column_that_is_not_there(frame: Build, data: Build) -> None:
    f = frame(age=[1, 2], y=[0, 1])
    with pytest.raises(DataError, match=r"f.csv: no column 'aeg' \(data.columns.aeg\); did you mean 'age'\?"):
        detected(data(f, target="y", columns={"aeg": "drop"}), f)


def test_no_feature_left(frame: Build, data: Build) -> None:
    f = frame(x=["a", "a"], y=[0, 1])
    with pytest.raises(DataError, match=r"no feature is left to learn from \(x: left out, 'a' in all"):
        detected(data(f, target="y"), f)
