"""The whole coding: fitted on training rows alone, stored without a change, applied to other files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mlpcli.data import Coding, Data, Frame
from mlpcli.data.detection import resolved_columns
from mlpcli.data.task import resolved_task
from mlpcli.errors import DataError

Build = Callable[..., Any]


def fitted(f: Frame, rows: Any = None, **section: Any) -> Coding:
    """The coding of a frame with what is not declared detected."""
    rows = np.arange(len(f)) if rows is None else np.asarray(rows)
    data = Data.model_validate({"source": "none.csv", **section})
    data = data.model_copy(update={"task": resolved_task(data, f)[0]})
    return Coding.fit(f, data.model_copy(update={"columns": resolved_columns(data, f, rows)[0]}), rows)


def texts(cells: list[str | None]) -> NDArray[Any]:
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def same(a: Coding, b: Coding) -> bool:
    """Whether two codings are the same to the last bit."""
    one, other = a.dump(), b.dump()
    return one.keys() == other.keys() and all(
        value == other[name]
        if isinstance(value, str)
        else value.dtype == np.asarray(other[name]).dtype
        and value.tobytes() == np.asarray(other[name]).tobytes()
        for name, value in one.items()
    )


words = st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["a", "b", "(other)"]))
# rounded: beside numbers of 1e-111 alone, a 1 is too far away for float32, which is an error of its own
plain = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
reals = st.one_of(st.just(np.nan), plain, st.integers(-5, 5).map(float))


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Frames with every type of column and a target; n rows, half of them for training."""
    n = draw(st.integers(6, 12))

    def cells(strategy: Any) -> list[Any]:
        return draw(st.lists(strategy, min_size=n, max_size=n))

    names = draw(st.lists(st.text(min_size=1, max_size=6), min_size=5, max_size=5, unique=True))
    targets = [
        np.array(cells(plain)),
        texts([*"abc", *cells(st.sampled_from("abc"))[3:]]),
        np.array([0, 1, *cells(st.integers(0, 1))[2:]]),
    ]
    columns = [
        np.arange(n) * draw(st.floats(0.1, 10)),
        np.array(cells(reals)),
        texts(cells(words)),
        np.array(cells(st.lists(st.integers(0, 255), min_size=4, max_size=4)), np.uint8).reshape(n, 2, 2),
        draw(st.sampled_from(targets)),
    ]
    return Frame(dict(zip(names, columns, strict=True)), "f.csv", names[-1])


def supervised_by(f: Frame) -> dict[str, Any]:
    """The section that predicts the target; auto would take floats that happen to be whole for classes."""
    target = f.target or ""
    return {
        "target": [target],
        "task": "regression" if f.columns[target].dtype.kind == "f" else "classification",
    }


def training(f: Frame) -> NDArray[np.intp]:
    return np.arange(0, len(f) // 2 + 1)


@settings(max_examples=60, deadline=None)
@given(f=frames(), supervised=st.booleans())
def test_a_coding_that_was_stored_is_the_same(f: Frame, supervised: bool) -> None:
    coding = fitted(f, training(f), **(supervised_by(f) if supervised else {"target": None}))
    again = Coding.load(coding.dump())
    assert same(coding, again)
    assert again.feature_names == coding.feature_names
    assert (again.task, again.classes, again.outputs) == (coding.task, coding.classes, coding.outputs)
    assert again.input_shape == coding.input_shape
    (x, found), (z, found_again) = coding.encode(f), again.encode(f)
    assert np.array_equal(x, z)
    assert found == found_again
    rows = training(f)
    y = coding.encode_target(f, rows)
    assert np.array_equal(y, again.encode_target(f, rows))
    decoded, decoded_again = coding.decode(y), again.decode(y)
    assert decoded.keys() == decoded_again.keys()
    assert all(decoded[name].tolist() == decoded_again[name].tolist() for name in decoded)


@settings(max_examples=60, deadline=None)
@given(f=frames(), data=st.data())
def test_other_rows_than_training_rows_are_never_looked_at(f: Frame, data: st.DataObject) -> None:
    rows = training(f)
    others = np.setdiff1d(np.arange(len(f)), rows)
    target = f.target or ""
    poisoned = {name: column.copy() for name, column in f.columns.items()}
    for column in poisoned.values():
        if column.dtype == object:
            column[others] = data.draw(
                st.sampled_from(["never seen", None] if column is not poisoned[target] else ["z"])
            )
        elif column.dtype == np.uint8:
            column[others] = 255
        elif column.dtype.kind == "f":
            poison = [1e30, -1e30, np.nan, np.inf] if column is not poisoned[target] else [1e30]
            column[others] = data.draw(st.sampled_from(poison))
        else:
            column[others] = 10**9
    section = supervised_by(f)
    assert same(fitted(f, rows, **section), fitted(Frame(poisoned, f.origin, target), rows, **section))


def test_the_poison_would_be_noticed_in_training_rows(frame: Build) -> None:
    clean, poisoned = frame(a=[1.0, 2.0, 3.0], y=[1.5, 2, 3]), frame(a=[1.0, 2.0, 1e30], y=[1.5, 2, 3])
    assert same(fitted(clean, [0, 1], target="y"), fitted(poisoned, [0, 1], target="y"))
    assert not same(fitted(clean, target="y"), fitted(poisoned, target="y"))


def test_what_a_coding_says_about_itself(frame: Build) -> None:
    f = frame(a=[1.0, 2.0, 4.0], c=["u", "v", "u"], y=["p", "q", "r"])
    coding = fitted(f, target="y")
    assert coding.feature_names == ("a", "c=u", "c=v")
    assert coding.input_shape == (3,)
    assert coding.task == "multiclass"
    assert coding.classes == ("p", "q", "r")
    assert coding.outputs == 3
    assert coding.units is None


def test_a_lone_array_keeps_its_shape(frame: Build) -> None:
    f = frame(image=np.arange(24, dtype=np.uint8).reshape(2, 4, 3), y=[0, 1])
    assert fitted(f, target="y").input_shape == (4, 3)
    f = frame(image=np.arange(24, dtype=np.uint8).reshape(2, 4, 3), a=[1, 2], y=[0, 1])
    assert fitted(f, target="y").input_shape == (13,)


def test_units_bring_back_the_numbers(frame: Build) -> None:
    f = frame(a=[1.0, 2.0, 4.0], y=[10.5, 20, 60])
    shift, scale = fitted(f, target="y").units or (0, 0)
    coded = fitted(f, target="y").encode_target(f, dtype="float64")
    assert (coded * scale + shift)[:, 0].tolist() == pytest.approx([10.5, 20, 60])


def test_an_autoencoder_predicts_its_features(frame: Build) -> None:
    f = frame(a=[1.0, 2.0, 4.0], c=["u", None, "v"], image=np.array([[0, 255], [255, 0], [51, 51]], np.uint8))
    coding = fitted(f, target=None)
    assert (coding.task, coding.outputs, coding.classes) == ("regression", 6, ())
    x, _ = coding.encode(f, dtype="float64")
    assert np.array_equal(coding.encode_target(f, dtype="float64"), x)
    decoded = coding.decode(x)
    assert decoded["a"].tolist() == pytest.approx([1, 2, 4])
    assert decoded["c"].tolist() == ["u", None, "v"]
    assert decoded["image"].tolist() == [[0, 255], [255, 0], [51, 51]]
    shift, scale = coding.units or (0, 0)
    assert (x * scale + shift)[:, 0].tolist() == pytest.approx([1, 2, 4])


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_precision_is_what_is_asked_for(precision: str, frame: Build) -> None:
    f = frame(a=[1.0, 2.0], c=["u", "v"], i=np.zeros((2, 2), np.uint8), y=[0, 1])
    coding = fitted(f, target="y")
    assert coding.encode(f, dtype=precision)[0].dtype == precision
    assert coding.encode_target(f, dtype=precision).dtype == precision


def test_new_files_need_the_features_and_nothing_else(frame: Build) -> None:
    f = frame(age=[1.0, 2.0, 4.0], name=["x", "y", "x"], y=[0, 1, 0])
    coding = fitted(f, target="y", columns={"name": "drop"})
    x, notes = coding.encode(frame(extra=["?"], age=[2.0]))
    assert np.array_equal(x, coding.encode(f, np.array([1]))[0])
    assert notes == ()
    with pytest.raises(DataError, match=r"f.csv: no column 'age' \(a feature\); did you mean 'Age'\?"):
        coding.encode(frame(Age=[2.0]))
    with pytest.raises(DataError, match="no column 'y'"):
        coding.encode_target(frame(age=[2.0]))
    with pytest.raises(DataError, match=r"f\.csv: no rows"):
        coding.encode(frame(age=np.zeros(0)))


def test_order_of_columns_in_a_new_file_does_not_matter(frame: Build) -> None:
    f = frame(a=[1.0, 2.0], b=[5.0, 9.0], y=[0, 1])
    coding = fitted(f, target="y")
    assert np.array_equal(coding.encode(frame(b=[5.0, 9.0], a=[1.0, 2.0]))[0], coding.encode(f)[0])
