"""What is predicted, and as what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.data import Data
from mlpcli.data.task import resolved_target, resolved_task
from mlpcli.errors import DataError, SpecError

Build = Callable[..., Any]


@pytest.mark.parametrize(
    ("cells", "task", "notes"),
    [
        (["a", "b"], "classification", 0),
        ([True, False], "classification", 0),
        ([0, 1], "classification", 0),
        ([1, 2], "classification", 1),
        ([0.0, 1.0], "classification", 0),
        ([0.0, 0.5], "regression", 0),
        (list(range(20)), "classification", 1),
        (list(range(21)), "regression", 0),
        (np.zeros((2, 3)), "regression", 0),
        (np.array([[0], [1]]), "classification", 0),
    ],
)
def test_task_follows_from_the_target(cells: Any, task: str, notes: int, frame: Build, data: Build) -> None:
    f = frame(y=cells)
    found, said = resolved_task(data(f, target="y"), f)
    assert (found, len(said)) == (task, notes)


def test_the_note_says_how_to_change_it(frame: Build, data: Build) -> None:
    f = frame(y=[3, 1, 2, 4])
    _, (note,) = resolved_task(data(f, target="y"), f)
    assert note == (
        "y: 4 different whole numbers (1, 2, 3, ...), taken for classes; for a regression set "
        "data.task: regression"
    )


def test_a_declared_task_stays(frame: Build, data: Build) -> None:
    f = frame(y=[1, 2, 1], z=[0.5, 1.5, 0.5])
    assert resolved_task(data(f, target="y", task="regression"), f) == ("regression", [])
    assert resolved_task(data(f, target="z", task="classification"), f) == ("classification", [])


def test_several_targets_or_none_are_a_regression(frame: Build, data: Build) -> None:
    f = frame(y=[1, 2], z=[1, 2])
    for target in (["y", "z"], None):
        assert resolved_task(data(f, target=target), f) == ("regression", [])
        with pytest.raises(SpecError, match="classification needs one target"):
            resolved_task(data(f, target=target, task="classification"), f)


def test_target_as_it_is_written(frame: Build, data: Build) -> None:
    f = frame(target="label", label=[0, 1], none=[1, 2])
    assert resolved_target(data(f), f) == "label"
    assert resolved_target(data(f, target="auto"), f) == "label"
    assert resolved_target(data(f, target=None), f) is None
    assert resolved_target(data(f, target="none"), f) is None
    assert resolved_target(data(f, target=["none"]), f) == ("none",)
    assert resolved_target(data(f, target=["label", "none"]), f) == ("label", "none")


def test_resolving_twice_changes_nothing(frame: Build, data: Build) -> None:
    f = frame(auto=[0, 1], none=[1, 2])
    for target in (["auto"], ["none"], "none", ["auto", "none"]):
        once = data(f, target=target)
        once = once.model_copy(update={"target": resolved_target(once, f)})
        again = Data.model_validate({"source": "x.csv", "target": once.model_dump(mode="json")["target"]})
        assert resolved_target(again, f) == once.target


def test_a_target_that_is_not_known(frame: Build, data: Build) -> None:
    f = frame(species=["a", "b"], x=[1, 2])
    with pytest.raises(DataError, match=r"no column 'specis' \(data.target\); did you mean 'species'\?"):
        resolved_target(data(f, target="specis"), f)
    with pytest.raises(DataError, match=r"data\.target is missing: name the column.*there are species, x"):
        resolved_target(data(f), f)


def test_a_target_is_not_a_feature(frame: Build, data: Build) -> None:
    f = frame(y=[0, 1], x=[1, 2])
    with pytest.raises(SpecError, match=r"data.columns.y: is the target"):
        resolved_target(data(f, target="y", columns={"y": "category"}), f)
    with pytest.raises(SpecError, match="twice"):
        resolved_target(data(f, target=["y", "y"]), f)
    with pytest.raises(ValidationError):
        data(f, target=[])
