"""Text tables: what the columns become, what counts as missing, which files are read."""

from __future__ import annotations

import csv
import io
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mlpcli.data.frame import Frame
from mlpcli.data.source.table import MISSING, Table

Reader = Callable[..., Frame]

DAY = 86400 * 10**6
"""In microseconds."""

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def same(column: Any, expected: list[Any]) -> bool:
    """Entry by entry, NaN equal to NaN."""
    return len(column) == len(expected) and all(
        a == b or (isinstance(b, float) and math.isnan(b) and math.isnan(a))
        for a, b in zip(column.tolist(), expected, strict=True)
    )


@pytest.mark.parametrize(
    ("cells", "dtype", "expected"),
    [
        (["1", "-2", "+3", "7"], "int64", [1, -2, 3, 7]),
        (["0", "10"], "int64", [0, 10]),
        (["42", "0042", ""], "object", ["42", "0042", None]),
        (["00", "NA"], "object", ["00", None]),
        (["007", "1.5"], "float64", [7.0, 1.5]),
        (["1", "", "3"], "float64", [1.0, math.nan, 3.0]),
        (["1", "NA", "3"], "float64", [1.0, math.nan, 3.0]),
        (["1", "2.5"], "float64", [1.0, 2.5]),
        (["1.0", "2.0"], "float64", [1.0, 2.0]),
        (["1e-3", ".5", "5.", "-1.5E+2"], "float64", [0.001, 0.5, 5.0, -150.0]),
        (["inf", "-Infinity"], "float64", [math.inf, -math.inf]),
        (["999999999999999999"], "int64", [999999999999999999]),
        (["12345678901234567890"], "float64", [12345678901234567890.0]),
        (["9223372036854775808"], "float64", [2.0**63]),
        (["", "NA", "?"], "float64", [math.nan, math.nan, math.nan]),
        (["yes", "no"], "object", ["yes", "no"]),
        (["True", "False", ""], "object", ["True", "False", None]),
        (["true", "FALSE"], "object", ["true", "FALSE"]),
        (["1_000", "2_000"], "object", ["1_000", "2_000"]),
        (["0x10"], "object", ["0x10"]),
        (["1", "two"], "object", ["1", "two"]),
        (["1970-01-01", "1970-01-11", "1969-12-31"], "datetime64[us]", [0, 10 * DAY, -DAY]),
        (["2000-03-01T12:00:00Z", "2000/3/1 06:00"], "datetime64[us]", [11017.5 * DAY, 11017.25 * DAY]),
        (["1970-01-02", ""], "datetime64[us]", [DAY, -(2**63)]),
        (["2024-02-30", "2024-02-29"], "object", ["2024-02-30", "2024-02-29"]),
        (["2024-02-29", "1"], "object", ["2024-02-29", "1"]),
        (["2024-02-29T10:00:00+02:00"], "object", ["2024-02-29T10:00:00+02:00"]),
        (["Müller", "東京", "🙂"], "object", ["Müller", "東京", "🙂"]),
    ],
)
def test_all_cells_decide_what_a_column_is(
    table: Reader, cells: list[str], dtype: str, expected: list[Any]
) -> None:
    """11017 days from 1970-01-01 to 2000-03-01: 30 years, 7 leap days, January and February of 2000."""
    assert 11017 == 30 * 365 + 7 + 31 + 29
    content = "key,x\n" + "".join(f"k{i},{cell}\n" for i, cell in enumerate(cells))
    column = table(content, header=True).columns["x"]
    assert column.dtype == dtype
    assert same(column.astype("int64") if dtype == "datetime64[us]" else column, expected)


def test_a_text_in_the_last_of_many_rows_counts(table: Reader) -> None:
    rows = [str(i) for i in range(30_000)] + ["none"]
    column = table("key,x\n" + "".join(f"a,{x}\n" for x in rows)).columns["x"]
    assert column.tolist() == rows


def test_rows_keep_their_order(table: Reader) -> None:
    n = 200_000
    frame = table("x,y\n" + "".join(f"{i},{-i}\n" for i in range(n)))
    assert (frame.columns["x"] == np.arange(n)).all()
    assert (frame.columns["y"] == -np.arange(n)).all()


@pytest.mark.parametrize("word", ["", " ", *MISSING, " NA ", '"?"', '""'])
def test_the_usual_spellings_of_a_missing_cell(table: Reader, word: str) -> None:
    frame = table(f"x,y\n1,a\n{word},b\n3,{word}\n")
    assert same(frame.columns["x"], [1.0, math.nan, 3.0])
    assert frame.columns["y"].tolist() == ["a", "b", None]


@pytest.mark.parametrize("word", ["None", "-", "unknown", "na", "Na", ".", "N"])
def test_words_that_are_classes_elsewhere_are_kept(table: Reader, word: str) -> None:
    assert table(f"x,y\n1,a\n2,{word}\n").columns["y"].tolist() == ["a", word]


def test_the_spec_says_what_else_is_missing(table: Reader) -> None:
    content = "x,y,z\n1,a,NA\n-999,un@known,b\n"
    frame = table(content, missing=("-999", "un@known"))
    assert same(frame.columns["x"], [1.0, math.nan])
    assert frame.columns["y"].tolist() == ["a", None]
    assert frame.columns["z"].tolist() == ["NA", "b"]
    assert table(content, missing=()).columns["x"].tolist() == [1, -999]


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not have")
@pytest.mark.parametrize(
    "name", ["a*.csv", "a?.csv", "a[1].csv", "**.csv", "it's.csv", 'a"b.csv', "{a,b}.csv"]
)
def test_names_are_taken_literally(table: Reader, tmp_path: Path, name: str) -> None:
    for other in ("a1.csv", "ab.csv", "a.csv", "b.csv"):
        (tmp_path / other).write_text("x,y\n0,0\n")
    assert table("x,y\n7,8\n", name).columns["x"].tolist() == [7]


def test_nothing_is_written(table: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table("x,y\n7,8\n")
    assert os.listdir(tmp_path) == ["t.csv"]  # noqa: PTH208


@pytest.mark.parametrize(
    "fields",
    [
        {"path": ""},
        {"path": "a.csv", "separator": ",,"},
        {"path": "a.csv", "separator": "a"},
        {"path": "a.csv", "separator": '"'},
        {"path": "a.csv", "separator": "\n"},
        {"path": "a.csv", "columns": ()},
        {"path": "a.csv", "columns": ("a", "a")},
        {"path": "a.csv", "columns": ("a", "b"), "header": True},
        {"path": "a.parquet", "separator": ","},
        {"path": "a.json", "header": True},
        {"path": "a.jsonl.gz", "columns": ("a",)},
    ],
)
def test_fields_that_contradict_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Table(**fields)


@few
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=40))
def test_every_float_comes_back_as_it_was(table: Reader, numbers: list[float]) -> None:
    column = table("key,x\n" + "".join(f"k,{x!r}\n" for x in numbers), header=True).columns["x"]
    assert column.dtype == np.float64
    assert column.tobytes() == np.array(numbers).tobytes()


@few
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cc", "Cs", "Zs"]) | st.sampled_from(" \n,;\t'\""), max_size=8
        ),
        min_size=1,
        max_size=20,
    )
)
def test_every_text_comes_back_without_its_outer_blanks(table: Reader, texts: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [["number", "text"], *([i, f"t{text}"] for i, text in enumerate(texts))]
    )
    frame = table(out.getvalue())
    assert frame.columns["number"].tolist() == list(range(len(texts)))
    assert frame.columns["text"].tolist() == [f"t{text}".rstrip(" ") for text in texts]
