"""Targets: classes and numbers, there and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.data.coding.classes import ClassTarget
from mlpcli.data.coding.quantities import NumberTarget
from mlpcli.errors import DataError

Build = Callable[..., Any]


def rows(n: int) -> Any:
    return np.arange(n)


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (["no", "yes", "no"], ("no", "yes")),
        ([2, 1, 2], (1, 2)),
        ([2.0, 1.0, 2.0], (1, 2)),
        ([True, False, True], (False, True)),
        (np.array([[5], [3], [5]], np.uint8), (3, 5)),
    ],
)
def test_two_classes(cells: Any, classes: tuple[Any, ...], frame: Build) -> None:
    f = frame(y=cells)
    target = ClassTarget.fit(f, "y", rows(3))
    assert target.classes == classes
    assert [type(c) for c in target.classes] == [type(c) for c in classes]
    assert (target.task, target.width) == ("binary", 1)
    y = target.encode(f, rows(3), "float32")
    first = np.ravel(cells).tolist()[0]
    assert y.tolist() == [
        [float(first == classes[1])],
        [float(first != classes[1])],
        [float(first == classes[1])],
    ]
    assert y.dtype == np.float32
    assert target.decode(y)["y"].tolist() == np.ravel(cells).tolist()


def test_more_classes_are_one_hot(frame: Build) -> None:
    f = frame(y=["c", "a", "b", "a"])
    target = ClassTarget.fit(f, "y", rows(4))
    assert (target.task, target.width) == ("multiclass", 3)
    y = target.encode(f, np.array([0, 3]), "float64")
    assert y.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_probabilities_become_classes(frame: Build) -> None:
    three = ClassTarget("y", ("a", "b", "c")).decode(np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2]]))
    assert three["y"].tolist() == ["b", "a"]
    assert [(name, column.tolist()) for name, column in three.items()][1:] == [
        ("probability_a", [0.2, 0.4]),
        ("probability_b", [0.5, 0.4]),
        ("probability_c", [0.3, 0.2]),
    ]
    two = ClassTarget("y", (0, 1)).decode(np.array([[0.5], [0.75]]))
    assert two["y"].tolist() == [0, 1]
    assert two["y"].dtype.kind == "i"
    assert two["probability_0"].tolist() == [0.5, 0.25]
    assert two["probability_1"].tolist() == [0.5, 0.75]


def test_one_class_only(frame: Build) -> None:
    f = frame(y=["a", "a", "b"])
    with pytest.raises(DataError, match="'y' is 'a' in all training rows; expected two classes"):
        ClassTarget.fit(f, "y", rows(2))


def test_a_class_that_training_lacks(frame: Build) -> None:
    target = ClassTarget.fit(frame(y=["a", "b"]), "y", rows(2))
    with pytest.raises(
        DataError, match=r"f\.csv, row 3, column y: the target is z, a class that no training row has.*a, b"
    ):
        target.encode(frame(y=["a", "b", "z"]), rows(3), "float32")


def test_arrays_are_no_classes(frame: Build) -> None:
    with pytest.raises(DataError, match=r"holds arrays of shape \(2,\), expected one class a row"):
        ClassTarget.fit(frame(y=np.zeros((3, 2))), "y", rows(3))


@pytest.mark.parametrize("cells", [[1.0, np.nan, 2.0, np.nan], ["a", None, "b", None]])
@pytest.mark.parametrize(
    "fit", [lambda f: ClassTarget.fit(f, "y", rows(1)), lambda f: NumberTarget.fit(f, ["y"], rows(1))]
)
def test_an_empty_target(cells: Any, fit: Any, frame: Build) -> None:
    with pytest.raises(DataError) as error:
        fit(frame(y=cells))
    assert str(error.value) == (
        "f.csv, row 2, column y: the target is empty (2 of 4 rows in all); fill these cells or remove the "
        "rows"
    )


def test_numbers_are_standardized_by_the_training_rows(frame: Build) -> None:
    f = frame(y=[2, 4, 4, 4, 5, 5, 7, 9, 1000])  # without the last: mean 5, deviation 2
    target = NumberTarget.fit(f, ["y"], rows(8))
    assert (target.task, target.width) == ("regression", 1)
    y = target.encode(f, np.array([0, 7]), "float64")
    assert y.tolist() == [[-1.5], [2]]
    assert target.decode(y)["y"].tolist() == [2, 9]


def test_several_numbers_and_arrays_side_by_side(frame: Build) -> None:
    f = frame(a=[1, 3], v=np.array([[0.0, 10.0], [4.0, 10.0]]), b=[5.0, 6.0])
    target = NumberTarget.fit(f, ["b", "v", "a"], rows(2))
    y = target.encode(f, rows(2), "float64")
    assert y.tolist() == [[-1, -1, 0, -1], [1, 1, 0, 1]]
    assert {name: column.tolist() for name, column in target.decode(y).items()} == {
        "b": [5, 6],
        "v": [[0, 10], [4, 10]],
        "a": [1, 3],
    }
    with pytest.raises(DataError, match="target 'v' has other than 2 numbers a row"):
        target.encode(frame(a=[1], v=np.zeros((1, 3)), b=[1]), rows(1), "float64")


def test_predictions_keep_their_precision(frame: Build) -> None:
    f = frame(y=[18.0, 15.0, 27.1])
    target = NumberTarget.fit(f, ["y"], rows(3))
    decoded = target.decode(target.encode(f, rows(3), "float32"))["y"]
    assert decoded.dtype == np.float32
    assert decoded.tolist() == pytest.approx([18, 15, 27.1], rel=1e-6)


def test_text_where_numbers_are_asked_for(frame: Build) -> None:
    with pytest.raises(DataError, match=r"row 2, column y: 'b' is not a number; .* set data\.task"):
        NumberTarget.fit(frame(y=["1", "b"]), ["y"], rows(2))
