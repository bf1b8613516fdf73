"""Targets with logarithms, with lists of labels, and with a threshold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data import prepare
from mlpcli.data.coding import Coding
from mlpcli.data.coding.classes import ClassTarget
from mlpcli.data.coding.label_lists import LabelListTarget
from mlpcli.data.coding.quantities import NumberTarget
from mlpcli.errors import DataError, SpecError

Build = Callable[..., Any]
HERE = Path()


@pytest.mark.parametrize(
    ("transform", "cells"), [("log", np.exp([1.0, 3.0])), ("log1p", np.exp([1.0, 3.0]) - 1)]
)
def test_logarithms_are_standardized(transform: Any, cells: Any, frame: Build) -> None:
    f, rows = frame(y=cells), np.arange(2)
    target = NumberTarget.fit(f, ["y"], rows, transforms={"y": transform})
    assert (target.shift, target.scale) == (pytest.approx([2]), pytest.approx([1]))
    y = target.encode(f, rows, "float64")
    assert y == pytest.approx(np.array([[-1.0], [1.0]]))
    assert target.decode(y)["y"] == pytest.approx(cells)
    assert target.unwarp(y * target.scale + target.shift)[:, 0] == pytest.approx(cells)


def test_each_of_several_targets_has_its_own(frame: Build, data: Build) -> None:
    f = frame(a=np.arange(1.0, 41), b=np.exp(np.arange(40) / 10), c=np.arange(40.0))
    section = data(f, target=["b", "c"], target_transform={"b": "log"})
    coding = prepare(section, HERE, "float64").coding
    again = Coding.load(coding.dump())
    y = again.encode_target(f, dtype="float64")
    assert np.diff(y[:, 0]) == pytest.approx(np.diff(y[:, 0])[0])  # b is a line now, as c is
    assert again.decode(y)["b"] == pytest.approx(f.columns["b"])
    assert again.decode(y)["c"] == pytest.approx(f.columns["c"])
    parts = data(f, target=["b", "c"], task="multiple", target_transform="log1p")
    several = prepare(parts, HERE, "float64").coding
    y = several.encode_target(f, dtype="float64")
    shift, scale = several.units or (0, 0)
    assert several.unwarp(y * scale + shift)[:, 1] == pytest.approx(f.columns["c"])


def test_what_has_no_logarithm(frame: Build) -> None:
    f = frame(y=[1.0, 2.0, 0.0, -3.0])
    with pytest.raises(DataError, match=r"f\.csv, row 3, column y: 0 has no logarithm .* use log1p"):
        NumberTarget.fit(f, ["y"], np.arange(4), transforms={"y": "log"})
    with pytest.raises(DataError, match=r"row 4, column y: -3 has no logarithm .*; use none"):
        NumberTarget.fit(f, ["y"], np.arange(4), transforms={"y": "log1p"})


def test_lists_of_labels(frame: Build) -> None:
    f = frame(y=["b; a", None, "c", "a;a", "b;z"])
    target = LabelListTarget.fit(f, "y", ";", np.arange(4))
    assert target.labels == ("a", "b", "c")
    y = target.encode(f, np.arange(5), "float32")
    assert y.tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert [str(each) for each in target.findings(f, np.arange(5))] == [
        "y: 1 of 5 cells with labels never seen in training, which are left out, for instance 'z'"
    ]
    decoded = target.decode(np.array([[0.9, 0.6, 0.5], [0.1, 0.2, 0.3]]))
    assert decoded["y"].tolist() == ["a;b", ""]
    assert decoded["probability_b"].tolist() == [0.6, 0.2]
    assert LabelListTarget.load(target.dump()[0], {}) == target
    with pytest.raises(DataError, match="column y: no training row has several labels"):
        LabelListTarget.fit(f, "y", "|", np.arange(5))


def test_a_table_with_lists_of_labels(frame: Build, data: Build) -> None:
    f = frame(x=np.arange(40.0), y=["a;b", "b", "", None] * 10)
    coding = prepare(data(f, target="y", task="multilabel"), HERE).coding
    assert (coding.task, coding.outputs) == ("multilabel", 2)


def test_minus_one_and_one_are_classes(frame: Build, data: Build) -> None:
    found = prepare(data(frame(x=np.arange(40.0), y=[-1, 1] * 20), target="y"), HERE)
    assert (found.coding.task, found.coding.classes, found.notes) == ("binary", (-1, 1), ())


def test_dates_are_numbers_and_no_classes(frame: Build, data: Build) -> None:
    days = np.arange(40).astype("datetime64[D]").astype("datetime64[us]")
    f = frame(x=np.arange(40.0), y=days)
    found = prepare(data(f, target="y"), HERE)
    assert found.coding.task == "regression"
    assert found.notes == ("y: dates, predicted as days since 1970-01-01",)
    with pytest.raises(DataError, match="holds dates, which are no classes"):
        prepare(data(f, target="y", task="classification"), HERE)


def test_a_threshold_decides(frame: Build, data: Build) -> None:
    target = ClassTarget("y", ("no", "yes"), 0.3)
    assert target.decode(np.array([[0.3], [0.31]]))["y"].tolist() == ["no", "yes"]
    assert ClassTarget.load(target.dump()[0], {}) == target
    f = frame(x=np.arange(40.0), y=["no", "yes"] * 20)
    assert prepare(data(f, target="y", threshold=0.3), HERE).coding.threshold == 0.3


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            {"target": "x", "threshold": 0.3},
            "data.threshold: is for a target of two classes; this is regression",
        ),
        ({"target": "y", "target_transform": "log"}, "is for a regression; 'y' is read as classification"),
        ({"target": "x", "target_transform": {"z": "log"}}, "data.target_transform: 'z' is not a target"),
        ({"target": None, "target_transform": "log"}, "data.target_transform: there is no target"),
        (
            {"target": "y", "threshold": {"metric": "f1"}, "split": {"kind": "random", "validation": 0}},
            "data.threshold: is chosen on the validation rows, and there are none",
        ),
    ],
)
def test_rules_for_other_targets(section: Any, message: str, frame: Build, data: Build) -> None:
    f = frame(x=np.arange(1.0, 41) / 7, y=["no", "yes"] * 20)
    with pytest.raises(SpecError, match=message):
        prepare(data(f, **section), HERE)
