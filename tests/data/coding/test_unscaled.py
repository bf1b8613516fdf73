"""Targets that are learned as they stand: counts and shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.data.coding import Coding
from mlpcli.data.coding.counts import CountTarget
from mlpcli.data.coding.labels import LabelTarget
from mlpcli.data.coding.shares import ShareTarget
from mlpcli.data.frame import Frame
from mlpcli.errors import DataError

ROWS = np.arange(3)


def frame(**columns: list[float]) -> Frame:
    return Frame({name: np.array(cells) for name, cells in columns.items()}, "a.csv")


def test_counts_stay_as_they_are() -> None:
    f = frame(n=[0.0, 3.0, 10.0])
    target = CountTarget.fit(f, ("n",), ROWS)
    y = target.encode(f, ROWS, "float32")
    assert (target.task, target.width, y.tolist(), y.dtype) == ("counts", 1, [[0], [3], [10]], np.float32)
    assert np.ravel(target.decode(np.array([[2.5]]))["n"]).tolist() == [2.5]


def test_a_negative_count_is_shown() -> None:
    with pytest.raises(DataError, match=r"a\.csv, row 2, column n: the target is -1; expected a count"):
        CountTarget.fit(frame(n=[0, -1, 4]), ("n",), ROWS)


def test_shares_are_divided_by_their_sum() -> None:
    f = frame(a=[0.333, 1.0, 0.25], b=[0.333, 0.0, 0.25], c=[0.333, 0.0, 0.5])
    target = ShareTarget.fit(f, ("a", "b", "c"), ROWS)
    y = target.encode(f, ROWS, "float64")
    assert (target.task, target.width) == ("distribution", 3)
    assert y[0].tolist() == pytest.approx([1 / 3] * 3)
    assert y[2].tolist() == [0.25, 0.25, 0.5]


@pytest.mark.parametrize(
    ("b", "message"),
    [([0.5, 0.9, 0.5], r"row 2: the target's shares sum to 1\.4, expected 1"), ([0.5, -0.5, 0.5], "is -0.5")],
)
def test_shares_that_cannot_be(b: list[float], message: str) -> None:
    with pytest.raises(DataError, match=message):
        ShareTarget.fit(frame(a=[0.5, 0.5, 0.5], b=b), ("a", "b"), ROWS)


def test_one_share_is_no_distribution() -> None:
    with pytest.raises(DataError, match="list their columns"):
        ShareTarget.fit(frame(a=[1.0, 1.0, 1.0]), ("a",), ROWS)


def test_labels_and_their_probabilities() -> None:
    f = frame(a=[0.0, 1.0, 1.0], b=[1.0, 1.0, 0.0])
    target = LabelTarget.fit(f, ("a", "b"), ROWS)
    assert (target.task, target.width) == ("multilabel", 2)
    assert target.encode(f, ROWS, "float64").tolist() == [[0, 1], [1, 1], [1, 0]]
    decoded = {name: c.tolist() for name, c in target.decode(np.array([[0.9, 0.5], [0.2, 0.6]])).items()}
    assert decoded == {"a": [1, 0], "b": [0, 1], "probability_a": [0.9, 0.2], "probability_b": [0.5, 0.6]}
    assert target.probabilities == ("probability_a", "probability_b")


def test_a_label_of_two_is_shown() -> None:
    with pytest.raises(DataError, match=r"row 3, column b: the target is 2; expected 0 or 1"):
        LabelTarget.fit(frame(a=[0, 1, 1], b=[1, 1, 2]), ("a", "b"), ROWS)


@pytest.mark.parametrize(("task", "target"), [("counts", "a"), ("distribution", ["a", "b"])])
def test_dump_then_load(task: str, target: Any, make_coding: Callable[..., Coding]) -> None:
    coding = make_coding(task, target)
    again = Coding.load(coding.dump())
    assert (again.task, again.outputs) == (task, coding.outputs)
    f = frame(x=[1.0, 2.0, 3.0], a=[0.5, 0.25, 1.0], b=[0.5, 0.75, 0.0])
    np.testing.assert_array_equal(again.encode_target(f), coding.encode_target(f))


@pytest.fixture
def make_coding() -> Callable[..., Coding]:
    from mlpcli.data.spec import Data

    def make(task: str, target: Any) -> Coding:
        f = frame(x=[1.0, 2.0, 3.0], a=[0.5, 0.25, 1.0], b=[0.5, 0.75, 0.0])
        data = Data.model_validate(
            {"source": "a.csv", "target": target, "task": task, "columns": {"x": "number"}}
        )
        return Coding.fit(f, data, ROWS)

    return make
