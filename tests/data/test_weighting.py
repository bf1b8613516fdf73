"""Weights of rows: from a column, by class, and what is no weight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data import Data, Frame, coded_rows, prepare
from mlpcli.errors import DataError, SpecError

KINDS = ["a"] * 6 + ["b"] * 3 + ["c"] * 3
ALL = {"split": {"kind": "random", "validation": 0.0, "test": 0.0}}


def prepared(data: Callable[..., Data], f: Frame, **section: Any) -> Any:
    return prepare(data(f, **{**ALL, "target": "kind", **section}), Path(), "float64")


@pytest.fixture
def rows(frame: Callable[..., Frame]) -> Frame:
    return frame(x=list(range(12)), w=[1.0, 3.0] * 6, kind=KINDS)


def test_without_weights_there_are_none(data: Callable[..., Data], rows: Frame) -> None:
    p = prepared(data, rows)
    assert p.train.weights is None
    assert p.coding.feature_names == ("x", "w")


def test_a_column_has_mean_one_and_is_no_feature(data: Callable[..., Data], rows: Frame) -> None:
    p = prepared(data, rows, weight="w")
    assert p.train.weights.tolist() == [0.5, 1.5] * 6
    assert p.coding.feature_names == ("x",)


def test_balanced_classes_count_the_same(data: Callable[..., Data], rows: Frame) -> None:
    """N / (C N_c) = 12 / (3 · 6) and 12 / (3 · 3), scikit-learn's compute_class_weight."""
    p = prepared(data, rows, class_weights="balanced")
    assert p.data.class_weights == {
        "a": pytest.approx(2 / 3),
        "b": pytest.approx(4 / 3),
        "c": pytest.approx(4 / 3),
    }
    totals = [p.train.weights[p.train.y[:, c] == 1].sum() for c in range(3)]
    assert totals == pytest.approx([4, 4, 4])


def test_a_mapping_names_some_classes(data: Callable[..., Data], rows: Frame) -> None:
    p = prepared(data, rows, class_weights={"b": 3})
    assert p.data.class_weights == {"a": 1.0, "b": 3.0, "c": 1.0}
    of = [p.train.weights[p.train.y[:, c] == 1][0] for c in range(3)]
    assert of == pytest.approx([1 / 1.5, 3 / 1.5, 1 / 1.5])


def test_column_and_class_multiply(data: Callable[..., Data], rows: Frame) -> None:
    p = prepared(data, rows, weight="w", class_weights={"b": 3})
    raw = np.array([1, 3] * 6) * np.array([3 if kind == "b" else 1 for kind in KINDS])
    np.testing.assert_allclose(p.train.weights, raw / raw.mean())


def test_two_classes_that_are_numbers(data: Callable[..., Data], frame: Callable[..., Frame]) -> None:
    f = frame(x=list(range(8)), kind=[0, 1, 1, 1] * 2)
    p = prepared(data, f, class_weights={"0": 3})
    assert p.train.weights[p.train.y[:, 0] == 0] == pytest.approx(2.0)
    assert p.train.weights[p.train.y[:, 0] == 1] == pytest.approx(2 / 3)


def test_resolved_gives_the_same_again(data: Callable[..., Data], rows: Frame) -> None:
    first = prepared(data, rows, weight="w", class_weights="balanced")
    again = prepare(first.data, Path(), "float64")
    np.testing.assert_array_equal(first.train.weights, again.train.weights)
    same, _ = coded_rows(first.data, first.coding, rows, np.arange(12), "float64")
    np.testing.assert_array_equal(same.weights, first.train.weights)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"class_weights": {"bb": 2}}, r"data\.class_weights: no class \'bb\'; did you mean 'b'\?"),
        ({"class_weights": "balanced", "task": "regression", "target": "x"}, "needs a target of classes"),
        ({"weight": "w", "columns": {"w": "number"}}, r"'w' is a feature \(data\.columns\) too"),
        ({"weight": "kind"}, "'kind' is the target too"),
    ],
)
def test_what_a_spec_cannot_ask(
    data: Callable[..., Data], rows: Frame, section: dict[str, Any], message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        prepared(data, rows, **section)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([1.0, -2.0] * 6, "row 2, column w: the weight is -2"),
        ([1.0, 1.0, np.nan] * 4, "row 3, column w: the weight is empty"),
        ([0.0] * 12, "the weights of all 12 rows are 0"),
        (["1", "heavy"] * 6, "'heavy' is not a number"),
        (np.ones((12, 2)), "expected one weight a row"),
    ],
)
def test_what_is_no_weight(
    data: Callable[..., Data], frame: Callable[..., Frame], cells: Any, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        prepared(data, frame(x=list(range(12)), w=cells, kind=KINDS), weight="w")


def test_a_column_that_is_not_there(data: Callable[..., Data], rows: Frame) -> None:
    with pytest.raises(DataError, match=r"no column 'ww' \(data\.weight\); did you mean 'w'"):
        prepared(data, rows, weight="ww")
