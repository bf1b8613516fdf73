"""Ordered, boolean, date and hashed columns: rows worked by hand, empty cells, cells that are none."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from mlpcli.data import Frame
from mlpcli.data.coding.base import FeatureCoding, Finding, cells_in_need
from mlpcli.data.coding.features import Features
from mlpcli.data.columns import AnyColumn, Column
from mlpcli.errors import DataError

Build = Callable[..., Any]
COLUMNS: TypeAdapter[Column] = TypeAdapter(AnyColumn)
FRIDAY = "2024-03-01T06:30"


def fitted(frame: Frame, rows: int | None = None, **spec: Any) -> FeatureCoding:
    if spec["type"] in ("ordered", "boolean", "date"):
        spec = {"indicator": False, **spec}
    columns = {"a": COLUMNS.validate_python(spec)}
    return Features.fit(frame, columns, np.arange(rows or len(frame))).codings[0]


def coded(coding: FeatureCoding, frame: Frame) -> tuple[list[Any], list[Finding]]:
    x = np.full((len(frame), coding.width), np.nan)
    findings = coding.write(frame, np.arange(len(frame)), x)
    return x.tolist(), findings


ORDER = ["low", "mid", "high"]


@pytest.mark.parametrize(
    ("coding", "expected"), [("rank", [[-1], [1], [0]]), ("thermometer", [[0, 0], [1, 1], [1, 0]])]
)
def test_ordered(coding: str, expected: Any, frame: Build) -> None:
    f = frame(a=["low", "high", "mid"])
    fit = fitted(f, type="ordered", values=ORDER, coding=coding)
    x, findings = coded(fit, f)
    assert x == expected
    assert not findings
    assert fit.names == (("a",) if coding == "rank" else ("a>=mid", "a>=high"))
    assert fit.decode(np.array(x))["a"].tolist() == ["low", "high", "mid"]


def test_ordered_fills_with_the_median_level(frame: Build) -> None:
    f = frame(a=["low", "high", "high", None, "mid", "high"])  # low mid high high high: the third
    x, findings = coded(
        fitted(f, type="ordered", values=ORDER, indicator=True), frame(a=[None, "huge", "low"])
    )
    assert x == [[1, 1], [1, 1], [-1, 0]]
    assert cells_in_need(findings) == {"imputed": {"a": 1}, "unseen": {"a": 1}, "rare": {}}


def test_an_undeclared_level_is_an_error_in_training(frame: Build) -> None:
    with pytest.raises(DataError, match=r"f\.csv, row 2, column a: 'huge' is none of the declared values"):
        fitted(frame(a=["low", "huge"]), type="ordered", values=ORDER)


def test_ordered_numbers_of_any_type(frame: Build) -> None:
    fit = fitted(frame(a=[1, 3, 5]), type="ordered", values=[1, 3, 5])
    assert coded(fit, frame(a=["1", "5", None]))[0] == [[-1], [1], [0]]


@pytest.mark.parametrize(
    "cells",
    [["True", "FALSE", None], ["yes", "No", None], ["t", "f", None], ["on", "off", None], [1.0, 0.0, np.nan]],
)
def test_truth_values(cells: Any, frame: Build) -> None:
    f = frame(a=cells)
    fit = fitted(f, type="boolean", indicator=True)
    assert coded(fit, f)[0] == [[1, 0], [0, 0], [0.5, 1]]
    assert fit.names == ("a", "a=(empty)")
    assert fit.decode(np.array([[0.9], [0.1]]))["a"].tolist() == [True, False]


def test_what_is_no_truth_value(frame: Build) -> None:
    for cells, place in ((["yes", "maybe"], "row 2, column a: 'maybe'"), ([1, 2], "row 2, column a: 2")):
        with pytest.raises(DataError, match=f"{place} is not a truth value"):
            fitted(frame(a=cells), type="boolean")
    fit = fitted(frame(a=["yes", "no"]), type="boolean", missing="error")
    with pytest.raises(DataError, match=r"row 1, column a: is empty \(1 in all\)"):
        coded(fit, frame(a=[None]))


def dates(*texts: str) -> Any:
    return np.array(texts, dtype="datetime64[us]")


def test_parts_of_a_date(frame: Build) -> None:
    f = frame(a=dates(FRIDAY, "2023-12-31"))
    fit = fitted(f, type="date", parts=["year", "month", "weekday", "hour"])
    row = coded(fit, f)[0][0]
    turns = [(2, 12), (4, 7), (6, 24)]  # March is 2, Friday 4
    circle = [wave(2 * math.pi * k / n) for k, n in turns for wave in (math.sin, math.cos)]
    assert row == pytest.approx([1, *circle])  # of 2023 and 2024 the mean is 2023.5, the deviation 0.5
    assert fit.names[:3] == ("a.year", "a.month.sin", "a.month.cos")
    decoded = fit.decode(np.array([row]))
    assert {name: cells.tolist() for name, cells in decoded.items()} == {
        "a.year": [2024],
        "a.month": [2],
        "a.weekday": [4],
        "a.hour": [6],
    }


def test_elapsed_days_and_parts_as_numbers(frame: Build) -> None:
    f = frame(a=dates("1970-01-02", "1970-01-04", "NaT"))  # an empty one: the lower median
    fit = fitted(f, type="date", parts=["elapsed", "day"], cyclic=False)
    x, findings = coded(fit, f)
    mean, deviation = 5 / 3, math.sqrt(((1 - 5 / 3) ** 2 * 2 + (3 - 5 / 3) ** 2) / 3)
    assert x == [[pytest.approx((day - mean) / deviation)] * 2 for day in (1, 3, 1)]
    assert str(findings[0]) == "a: 1 of 3 cells empty, filled with 1970-01-02 (median of the training rows)"


def test_dates_in_text(frame: Build) -> None:
    same = [
        (dates(FRIDAY), {}),
        ([FRIDAY], {}),
        (["2024-03-01T08:30+02:00"], {}),
        (["1.3.2024 6:30"], {"format": "%d.%m.%Y %H:%M"}),
    ]
    rows = []
    for cells, form in same:
        fit = fitted(frame(a=cells), type="date", parts=["elapsed", "month", "hour"], **form)
        assert fit.shift[0] == pytest.approx(19783 + 6.5 / 24)  # 54 years, 13 leap days, January, February
        rows.append(coded(fit, frame(a=cells))[0])
    assert all(row == rows[0] for row in rows)
    for cells, message in (
        (["2024-03-01", "soon"], r"row 2, column a: 'soon' is not a date such as"),
        ([20240301], "column a: holds numbers; expected dates"),
    ):
        with pytest.raises(DataError, match=message):
            fitted(frame(a=cells), type="date", parts=["elapsed"])


def test_many_levels_share_inputs_by_a_hash(frame: Build) -> None:
    f = frame(a=[f"n{i}" for i in range(20)])
    fit = fitted(f, type="category", hash=8)
    x, findings = coded(fit, frame(a=["n3", "never seen", "n3"]))
    assert [row.index(1) for row in x] == [zlib.crc32(t) % 8 for t in (b"n3", b"never seen", b"n3")]
    assert not findings
    assert fit.names[:2] == ("a#0", "a#1")
    assert fitted(frame(a=["x", "y"]), type="category", hash=8).names == ("a=x", "a=y")


def test_levels_below_min_count_share_an_input(frame: Build) -> None:
    f = frame(a=["p", "p", "q", "q", "r", "s"])
    fit = fitted(f, type="category", min_count=2)
    assert fit.names == ("a=p", "a=q", "a=(other)")
    x, findings = coded(fit, frame(a=["p", "r", "z"]))
    assert x == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert cells_in_need(findings) == {"imputed": {}, "unseen": {"a": 1}, "rare": {"a": 1}}
