"""Text tables: where columns and rows begin and end, what they are called, and what is no table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mlpcli.data.frame import Frame
from mlpcli.errors import DataError

Reader = Callable[..., Frame]


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
        (b"x" * 200_000 + b",b\n1,2\n", "cannot be taken apart into cells"),
        (b"a,b\n1," + b"x" * 3_000_000 + b"\n", "is longer than 2 MB; is it a text table?"),
    ],
    ids=range(16),
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
