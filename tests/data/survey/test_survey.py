"""What columns are, by their cells and names."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.data.frame import Frame
from mlpcli.data.survey import power_over, profiles, role_of, target_of
from mlpcli.errors import DataError

N = 60


def column(cells):
    return np.array(cells, dtype=object) if isinstance(cells[0], str) else np.array(cells)


CASES = {
    "number": ("width", [i / 7 for i in range(N)]),
    "code": ("class", [i % 3 + 1 for i in range(N)]),
    "category": ("town", ["bern", "rom"] * (N // 2)),
    "ordered": ("size", ["S", "M", "L"] * (N // 3)),
    "boolean": ("paid", ["Yes", "no"] * (N // 2)),
    "date": ("since", np.arange(N).astype("datetime64[D]").astype("datetime64[us]")),
    "text": ("note", [f"it was {i} days late" for i in range(N)]),
    "identifier": ("key", [f"A{i:04d}" for i in range(N)]),
    "constant": ("flag", [1] * N),
    "empty": ("gone", [np.nan] * N),
    "array": ("image", np.zeros((N, 2, 2))),
}


@pytest.mark.parametrize("kind", CASES)
def test_roles(kind):
    name, cells = CASES[kind]
    role = role_of(profiles(Frame({name: column(cells)}, "t.csv"))[name])
    assert role.kind == kind
    assert role.reason


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("customer_id", [3 * i * i for i in range(N)], "identifier"),
        ("price", [3 * i * i for i in range(N)], "number"),
        ("column_1", list(range(1, N + 1)), "identifier"),
        ("zip_code", [8000 + 10 * (i % 9) for i in range(N)], "code"),
        ("count", [i % 5 for i in range(N)], "number"),
    ],
)
def test_whole_numbers(name, cells, kind):
    assert role_of(profiles(Frame({name: column(cells)}, "t.csv"))[name]).kind == kind


@pytest.mark.parametrize(
    ("cells", "task"),
    [
        (["a", "b", "c"] * 20, "classification"),
        ([-1, 1] * 30, "classification"),
        (list(range(10)) * 6, "classification"),
        ([3] * 2 + [4] * 8 + [5] * 25 + [6] * 20 + [7] * 4 + [8], "regression"),
        (list(range(60)), "regression"),
        ([0.5, 1.5] * 30, "regression"),
    ],
)
def test_targets(cells, task):
    assert target_of(profiles(Frame({"y": column(cells)}, ""))["y"], "t.csv").task == task


@pytest.mark.parametrize("cells", [["a"] * 9, [f"text {i}" for i in range(60)], [1.0, np.nan, 2.0]])
def test_what_cannot_be_predicted(cells):
    with pytest.raises(DataError, match=r"t\.csv: the target 'y'"):
        target_of(profiles(Frame({"y": column(cells)}, ""))["y"], "t.csv")


def test_power_sees_copies_and_no_chance():
    rng = np.random.default_rng(0)
    y = rng.normal(size=500)
    assert power_over(3 * y + 7, y, classes=False).gives_away
    assert not power_over(y + 0.3 * rng.normal(size=500), y, classes=False).gives_away
    labels = (y > 0.3).astype(int)
    assert power_over(y, labels, classes=True).score == 1
    assert power_over(column([f"k{v}" for v in labels]), labels, classes=True).gives_away
    assert (
        power_over(column([f"id{i}" for i in range(500)]), labels, classes=True) is None
    )  # every row its own
    assert power_over(rng.normal(size=500), labels, classes=True).score < 0.7


def test_power_does_not_need_full_columns():
    y = np.arange(100) % 2
    cells = np.where(np.arange(100) % 5 == 0, np.nan, y.astype(float))
    assert 0.8 <= power_over(cells, y, classes=True).score < 1
