"""Features as inputs: numbers worked by hand, and cells that need a decision or cannot be coded."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.data import Frame
from mlpcli.data.coding import array as module
from mlpcli.data.coding.array import ArrayCoding
from mlpcli.data.coding.base import FeatureCoding
from mlpcli.data.coding.category import CategoryCoding
from mlpcli.data.coding.number import NumberCoding
from mlpcli.data.columns import ArrayColumn, Category, Number
from mlpcli.errors import DataError

Build = Callable[..., Any]


def coded(coding: FeatureCoding, frame: Frame, dtype: str = "float64") -> tuple[list[Any], list[str]]:
    x = np.full((len(frame), coding.width), np.nan, dtype)
    findings = coding.write(frame, np.arange(len(frame)), x)
    return x.tolist(), [str(finding) for finding in findings]


def number(frame: Frame, rows: int | None = None, **spec: Any) -> NumberCoding:
    return NumberCoding.fit(
        frame, "a", Number.model_validate(spec), np.arange(len(frame) if rows is None else rows)
    )


def category(frame: Frame, rows: int | None = None, **spec: Any) -> CategoryCoding:
    return CategoryCoding.fit(frame, "a", Category(**spec), np.arange(len(frame) if rows is None else rows))


def array(frame: Frame, rows: int | None = None, scale: Any = "standard") -> ArrayCoding:
    return ArrayCoding.fit(
        frame, "a", ArrayColumn(scale=scale), np.arange(len(frame) if rows is None else rows)
    )


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (
            "standard",
            [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2],
        ),  # mean 5, deviation 2: the textbook's 2 4 4 4 5 5 7 9
        ("minmax", [0, 2 / 7, 2 / 7, 2 / 7, 3 / 7, 3 / 7, 5 / 7, 1]),
        ("none", [2, 4, 4, 4, 5, 5, 7, 9]),
    ],
)
def test_scales(scale: Any, expected: list[float], frame: Build) -> None:
    f = frame(a=[2, 4, 4, 4, 5, 5, 7, 9])
    coding = number(f, scale=scale)
    x, findings = coded(coding, f)
    assert x == [[pytest.approx(value, abs=1e-15)] for value in expected]
    assert not findings
    assert coding.decode(np.array(x))["a"].tolist() == pytest.approx([2, 4, 4, 4, 5, 5, 7, 9])


@pytest.mark.parametrize(
    ("missing", "fill", "origin"),
    [
        ("median", 2.0, "median of the training rows"),  # of 1 2 6
        ("mean", 3.0, "mean of the training rows"),
        (-1.0, -1.0, "as declared"),
    ],
)
def test_empty_cells_are_filled(missing: Any, fill: float, origin: str, frame: Build) -> None:
    f = frame(a=[1, np.nan, 2, 6])
    x, findings = coded(number(f, missing=missing, scale="none"), f)
    assert x == [[1], [fill], [2], [6]]
    assert findings == [f"a: 1 of 4 cells empty, filled with {fill:g} ({origin})"]


def test_the_fill_counts_in_mean_and_deviation(frame: Build) -> None:
    # By hand: 0, 0, 0, 4 with 0 filled in: mean 1, deviation √3.
    x, _ = coded(number(frame(a=[0, 0, np.nan, 4])), frame(a=[np.nan, 1]))
    assert x == [[pytest.approx(-1 / math.sqrt(3))], [0]]


def test_an_empty_cell_can_be_an_error(frame: Build) -> None:
    coding = number(frame(a=[1, 3]), missing="error")
    with pytest.raises(DataError, match=r"f.csv, row 2, column a: is empty \(2 in all\)"):
        coded(coding, frame(a=[1, np.nan, np.nan]))


def test_a_column_that_does_not_change_is_divided_by_one(frame: Build) -> None:
    f = frame(a=[0.1] * 7)  # whose computed mean differs from 0.1 in the last bit
    for scale in ("standard", "minmax"):
        assert coded(number(f, scale=scale), frame(a=[0.1, 1.1]))[0] == [[0], [pytest.approx(1)]]


@pytest.mark.parametrize("cells", [np.array([1, 3], np.uint8), [True, False], [1.5, 2.5], ["1", "3"]])
def test_every_type_of_number(cells: Any, frame: Build) -> None:
    f = frame(a=cells)
    x, _ = coded(number(f), f, "float32")
    assert sorted(x) == [[-1], [1]]


def test_text_where_a_number_is_declared(frame: Build) -> None:
    with pytest.raises(DataError) as error:
        number(frame(a=["1", None, "x7", "y"]))
    assert str(error.value) == (
        "f.csv, row 3, column a: 'x7' is not a number; mend the cell, or declare the column a category"
    )


def test_rows_in_messages_are_those_of_the_file(frame: Build) -> None:
    f = frame(a=[1.0, 2.0, math.inf, 4.0])
    coding = number(f, rows=2)
    with pytest.raises(DataError, match="row 3, column a: is an infinite number"):
        coding.write(f, np.array([1, 2, 3]), np.empty((3, 1)))


def test_numbers_too_large(frame: Build) -> None:
    coding = number(frame(a=[1.0, 2.0]))
    f = frame(a=[0.0, -1e300])
    with pytest.raises(DataError, match=r"row 2, column a: -1e\+300 is too far from the training rows"):
        coded(coding, f, "float32")
    assert coded(coding, f)[0][1] == [pytest.approx(-2e300)]
    with pytest.raises(DataError, match="too large for their mean and deviation"):
        number(frame(a=[1e300, -1e300]))


def test_nothing_to_take_the_median_of(frame: Build) -> None:
    with pytest.raises(DataError, match="column a: is empty in all training rows and has no median"):
        number(frame(a=[np.nan, np.nan]))


def test_one_hot_in_rising_order(frame: Build) -> None:
    f = frame(a=["b", "a", "c", "a"])
    coding = category(f)
    assert coding.names == ("a=a", "a=b", "a=c")
    x, findings = coded(coding, f)
    assert x == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0]]
    assert not findings
    assert coding.decode(np.array(x))["a"].tolist() == ["b", "a", "c", "a"]


def test_empty_cells_are_a_level_if_training_has_any(frame: Build) -> None:
    f = frame(a=["b", None, "a"])
    coding = category(f)
    assert coding.names == ("a=a", "a=b", "a=(empty)")
    x, findings = coded(coding, f)
    assert x == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert not findings
    assert coding.decode(np.array(x))["a"].tolist() == ["b", None, "a"]


def test_what_training_never_saw_sets_no_input(frame: Build) -> None:
    x, findings = coded(category(frame(a=["a", "b"])), frame(a=["b", "z", None, "q", "z"]))
    assert x == [[0, 1], [0, 0], [0, 0], [0, 0], [0, 0]]
    assert findings == [
        "a: 3 of 5 cells of levels never seen in training, coded as other, for instance 'z'",
        "a: 1 of 5 cells empty, as none is in the training rows, coded as other",
    ]


def test_rare_levels_share_an_input(frame: Build) -> None:
    f = frame(a=["r", "c", "c", "b", "b", "a", "d", None])
    coding = category(f, max_levels=4)
    assert coding.names == ("a=b", "a=c", "a=(empty)", "a=(other)")
    x, findings = coded(coding, frame(a=["a", "b", "z", None]))
    assert x == [[0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    assert findings == [
        "a: 1 of 4 cells of rare levels, coded as other, for instance 'a'",
        "a: 1 of 4 cells of levels never seen in training, coded as other, for instance 'z'",
    ]
    assert category(f, max_levels=6).names == ("a=a", "a=b", "a=c", "a=d", "a=r", "a=(empty)")
    # Of levels that are equally frequent the first is kept.
    assert category(frame(a=["d", "c", "b", "a"]), max_levels=3).names == ("a=a", "a=b", "a=(other)")


@pytest.mark.parametrize(
    ("training", "later"),
    [
        ([1, 2, 3], [3.0, np.nan, 1.0]),
        ([1.0, 2.0, 3.0], ["3", None, "1"]),
        (["1", "?", "3"], [3.0, np.nan, 1.0]),
        (["1", "?", "3"], [3, 2, 1]),
        (["false", "true", "maybe"], [True, True, False]),
        ([False, True], ["True", None, "false"]),
        ([0.5, 1.5], [1.5, np.nan, 0.5]),
        (["0.5", "?", "1.5"], [1.5, np.nan, 0.5]),
    ],
)
def test_levels_are_found_whatever_type_another_file_has(training: Any, later: Any, frame: Build) -> None:
    coding = category(frame(a=training))
    decoded = coding.decode(np.array(coded(coding, frame(a=later))[0]))["a"].tolist()
    spelled = [str(value).lower().removesuffix(".0") for value in later]
    assert [str(decoded[i]).lower() for i in (0, 2)] == [spelled[0], spelled[2]]


def test_pictures_are_divided_by_255(frame: Build) -> None:
    f = frame(a=np.array([[[0, 51], [102, 255]]], np.uint8))
    coding = array(f, scale="unit")
    x, _ = coded(coding, f, "float32")
    assert x == [[0, pytest.approx(0.2), pytest.approx(0.4), 1]]
    assert coding.names == ("a[0,0]", "a[0,1]", "a[1,0]", "a[1,1]")
    assert coding.decode(np.array(x))["a"].shape == (1, 2, 2)


def test_other_arrays_are_divided_by_their_largest_magnitude(frame: Build) -> None:
    for cells in (np.array([[-128, 64]], np.int8), np.array([[-128.0, 64.0]])):
        f = frame(a=cells)
        assert coded(array(f, scale="unit"), f)[0] == [[-1, 0.5]]
    f = frame(a=np.zeros((2, 2)))
    assert coded(array(f, scale="unit"), f)[0] == [[0, 0], [0, 0]]


def test_arrays_are_standardized_input_by_input(frame: Build) -> None:
    # More rows than are coded at a time, against the definition on all of them at once.
    cells = np.random.default_rng(0).normal(3, 2, (2500, 4)) * [1, 10, 100, 0] + [0, 0, 0, 0.1]
    f = frame(a=cells)
    coding = array(f, rows=2000)
    assert coding.shift == pytest.approx(cells[:2000].mean(axis=0))
    assert coding.scale == pytest.approx([*cells[:2000, :3].std(axis=0), 1])
    x = np.array(coded(coding, f)[0])
    assert x[:, :3] == pytest.approx((cells - coding.shift)[:, :3] / coding.scale[:3])
    assert (x[:, 3] == 0).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_arrays_must_be_complete(bad: float, frame: Build) -> None:
    cells = np.zeros((3, 2))
    cells[1, 1] = bad
    coding = array(frame(a=np.ones((3, 2))))
    with pytest.raises(DataError, match="row 2, column a: has a number that is missing or infinite"):
        coded(coding, frame(a=cells))


def test_two_threads_code_what_one_codes(frame: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = np.random.default_rng(0).normal(size=(2500, 4))
    coding = array(frame(a=cells))
    alone = coded(coding, frame(a=cells))
    monkeypatch.setattr(module, "WORTH_SHARING", 0)
    assert coded(coding, frame(a=cells)) == alone
    cells[[700, 1500], 2] = np.nan
    with pytest.raises(DataError, match="row 701, column a: has a number that is missing or infinite"):
        coded(coding, frame(a=cells))
    cells[700:] = 1e300
    with pytest.raises(DataError, match="row 701, column a: 1e\\+300 is too far from the training rows"):
        coded(coding, frame(a=cells), "float32")


def test_columns_of_the_wrong_shape(frame: Build) -> None:
    arrays, numbers = frame(a=np.ones((2, 3))), frame(a=[1, 2])
    with pytest.raises(DataError, match=r"holds arrays of shape \(3,\), expected one value a row"):
        number(arrays)
    with pytest.raises(DataError, match="expected one value a row"):
        category(arrays)
    with pytest.raises(DataError, match="holds one number a row, expected arrays"):
        array(numbers)
    with pytest.raises(DataError, match=r"holds arrays of shape \(2,\), expected \(3,\)"):
        coded(array(arrays), frame(a=np.ones((2, 2))))
