"""Text tables: what the columns become, what counts as missing, where names come from."""

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
from mlpcli.errors import DataError

Reader = Callable[..., Frame]

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def same(column: Any, expected: list[Any]) -> bool:
    """Entry by entry, NaN equal to NaN."""
    return len(column) == len(expected) and all(
        a == b or (isinstance(b, float) and math.isnan(b) and math.isnan(a))
        for a, b in zip(column.tolist(), expected, strict=True)
    )


@pytest.mark.parametrize(
    ("cells", "dtype", "expected"),
    [
        (["1", "-2", "+3", "007"], "int64", [1, -2, 3, 7]),
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
        (["1970-01-01", "1970-01-11", "1969-12-31"], "float64", [0.0, 10.0, -1.0]),
        (["2000-03-01T12:00:00Z", "2000/3/1 06:00"], "float64", [11017.5, 11017.25]),
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
    assert same(column, expected)


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


def test_blanks_around_cells_and_blank_lines_do_not_count(table: Reader) -> None:
    frame = table('a, b ,c\n\n 1 , x y , "q, r" \n   \n2,z,w\n\n'.replace("   \n", ""))
    assert {k: v.tolist() for k, v in frame.columns.items()} == {
        "a": [1, 2],
        "b": ["x y", "z"],
        "c": ["q, r", "w"],
    }


def test_blank_lines_of_a_single_column_do_not_count_either(table: Reader) -> None:
    assert table("x\n\n1\n \n2\n\n").columns["x"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("a,b\n1,x\n2,y\n", ["a", "b"]),  # text above numbers
        ("when,b\n2024-01-01,x\n", ["when", "b"]),  # text above dates
        ("a,2020\nx,1\n", ["column_1", "column_2"]),  # a number stands among the values
        ("id,a,2020\nx,1,2\n", ["id", "a", "2020"]),  # unless other columns tell
        ("M,0.455,15\nF,0.35,7\n", ["column_1", "column_2", "column_3"]),
        ("1,2\n3,4\n", ["column_1", "column_2"]),
        ("shape,colour\nx,n\nb,y\n", ["shape", "colour"]),  # text above text
        ("x,n\nb,y\nx,w\n", ["column_1", "column_2"]),  # x occurs again in its column
        ("x,x\nb,y\n", ["column_1", "column_2"]),  # no two columns have one name
        ("x,?\nb,y\n", ["column_1", "column_2"]),  # nothing is called missing
        (",a,b\n0,x,y\n1,z,w\n", ["column_1", "a", "b"]),  # R's and pandas' nameless first column
        ("a\n1\n2\n", ["a"]),
        ('"a b","c"\n1,2\n', ["a b", "c"]),
        ("\ufeffa,b\n1,2\n", ["a", "b"]),
    ],
)
def test_whether_the_first_line_is_a_header(table: Reader, content: str, names: list[str]) -> None:
    frame = table(content)
    assert list(frame.columns) == names
    lines = len(content.splitlines())
    assert len(frame) == (lines if names[0] == "column_1" and content[0] != "," else lines - 1)


def test_the_spec_says_whether_there_is_a_header(table: Reader) -> None:
    assert list(table("1,2\n3,4\n", header=True).columns) == ["1", "2"]
    frame = table("a,b\n1,2\n", header=False)
    assert frame.columns["column_1"].tolist() == ["a", "1"]


def test_the_spec_names_the_columns(table: Reader) -> None:
    frame = table("a,1\nb,2\n", columns=("letter", "number"))
    assert {k: v.tolist() for k, v in frame.columns.items()} == {"letter": ["a", "b"], "number": [1, 2]}
    assert len(table("a,b\n1,2\n", columns=("p", "q"))) == 2  # no header, even where one is likely
    with pytest.raises(DataError, match=r"t\.csv: has 2 columns, `columns` names 3"):
        table("a,1\nb,2\n", columns=("p", "q", "r"))


@pytest.mark.parametrize(
    ("content", "name", "fields"),
    [
        ("a;b\n1,5;x\n", "t.csv", {}),
        ("a\tb\n1,5\tx\n", "t.tsv", {}),
        ("a|b\n1,5|x\n", "t.txt", {}),
        ("a:b\n1,5:x\n", "t.csv", {"separator": ":"}),
        ("a  b\n  1,5   x\n", "t.txt", {"separator": " "}),
        ('a,b\n"1,5",x\n', "t.csv", {}),
        ("a,b\n'1,5',x\n", "t.csv", {}),
        ("a,b\r\n\"1,5\",x\r\n", "t.csv", {}),
        ('a,b\n"1,5",x\n', "t.csv.gz", {}),
        ('a,b\n"1,5",x', "T.CSV", {}),
    ],
)  # fmt: skip
def test_separators_quotes_line_ends_and_compression(
    table: Reader, content: str, name: str, fields: dict[str, Any]
) -> None:
    frame = table(content, name, header=True, **fields)
    assert {k: v.tolist() for k, v in frame.columns.items()} == {"a": ["1,5"], "b": ["x"]}
    assert frame.origin == name
    assert frame.target is None


def test_aligned_numbers_need_no_separator(table: Reader) -> None:
    frame = table("  1.5e-1    2\n -3.5e-1   14\n\n", "t.data")
    assert frame.columns["column_1"].tolist() == [0.15, -0.35]
    assert frame.columns["column_2"].tolist() == [2, 14]


def test_a_line_break_inside_quotes_is_text(table: Reader) -> None:
    assert table('a,b\n1,"x\ny"\n2,z\n').columns["b"].tolist() == ["x\ny", "z"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n \n\n", "is empty"),
        (b"a,b\n", "has a header and no rows"),
        (b"a,b,a\n1,2,3\n", "columns 1 and 3 are both called 'a'; rename one"),
        (b"a,b\n1,2\n3\n", "line 3 has 1 cell where the others have 2"),
        (b"a,b\n1,2\n3,4,5\n6,7\n", "line 3 has 3 cells where the others have 2"),
        (b"My table\na,b\n1,2\n", "line 1 has 1 cell where the others have 2"),
        (b"a,b,c\n1\n2\n", "line 2 has 1 cell where the others have 3"),
        (b'a,b\n1,"x\n2,y\n', "line 2 opens a quote that is not closed as it should be"),
        (b"a,b\n1,M\xfcller\n", "line 2 is not UTF-8 text; save the file as UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "line 1 is not UTF-8 text; save the file as UTF-8"),
        (b"a,b\n1,\x00\n", "is not a text table (it holds NUL characters)"),
        (bytes(range(256)) * 10, "is it a text table?"),
        (
            b"a,b\r\n1,2\n3,4\r\n",
            "breaks the rules of CSV (quotes inside a cell, mixed line ends); is it a text table?",
        ),
        (b"a,b\n1," + b"x" * 3_000_000 + b"\n", "is longer than 2 MB; is it a text table?"),
    ],
    ids=range(15),
)
def test_what_is_no_table(table: Reader, content: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        table(content, header=True if content.startswith(b"a,b,a") else None)
    assert str(caught.value).startswith("t.csv: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_ragged_aligned_table_names_its_line(table: Reader) -> None:
    with pytest.raises(DataError, match=r"t\.txt: line 3 has 3 cells where the others have 2"):
        table("1  2\n\n1  2  3\n4  5\n", "t.txt", separator=" ")


@pytest.mark.parametrize(("separator", "better"), [(";", "','"), ("\t", "','"), (" ", "','")])
def test_a_wrong_separator_is_told(table: Reader, separator: str, better: str) -> None:
    with pytest.raises(DataError, match=rf"separates nothing there; {better} would \(3 columns\)"):
        table("a,b,c\n1,2,3\n4,5,6\n", separator=separator)


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
