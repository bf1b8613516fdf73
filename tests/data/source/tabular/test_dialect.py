"""Separators and quotes, found in the first lines."""

from __future__ import annotations

import pytest

from mlpcli.data.source.tabular.dialect import ALONE, BLANKS, detect


@pytest.mark.parametrize(
    ("lines", "separator", "width"),
    [
        (["a,b,c", "1,2,3"], ",", 3),
        (["a;b;c", "1,5;2,5;3,5"], ";", 3),
        (["1,5;2,5", "3,5;4,5"], ";", 2),
        (["a\tb", "x y\tz"], "\t", 2),
        (["a|b", "1|2"], "|", 2),
        (['"a;b",c', '"d;e",f'], ",", 2),
        (["a b", "1,2 3"], BLANKS, 2),
        (["  1.0  -2e-3", " 10.0   3e-3"], BLANKS, 2),
        (["some words here", "other words there"], ALONE, 1),  # text, with as many words by chance
        (["1 2", "1 2 3"], ALONE, 1),
        (["x", "1", "2"], ALONE, 1),
        (["a,b", "1,2", "3"], ",", 2),
        (["title", "a,b", "1,2", "3,4"], ",", 2),
        (["text", "well, yes", "no", "no", "no"], ALONE, 1),
        (["39, State-gov, 77516", "50, Private, 83311"], ",", 3),
    ],
)
def test_the_separator_that_lines_agree_on(lines: list[str], separator: str, width: int) -> None:
    dialect = detect(lines, None, "t.csv")
    assert (dialect.separator, dialect.width) == (separator, width)


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (["1,'-1'", "2,'1'"], "'"),
        (["1,'a,b'", "2,c"], "'"),
        (["1, 'a' ", "2,b"], "'"),
        (['1,"it\'s"', "2,'x'"], '"'),
        (["1,it's", "2,that's"], '"'),
        (["1,'tis", "2,'x'"], '"'),
        (["a,b", "1,2"], '"'),
    ],
)
def test_single_quotes_where_they_enclose_cells(lines: list[str], quote: str) -> None:
    assert detect(lines, None, "t.csv").quote == quote


def test_a_given_separator_is_taken() -> None:
    dialect = detect(["a,b:c", "1,2:3"], ":", "t.csv")
    assert (dialect.separator, dialect.width, dialect.first) == (":", 2, ("a,b", "c"))


def test_a_given_separator_may_leave_one_column() -> None:
    assert detect(["a", "1"], ",", "t.csv").width == 1


def test_the_first_cells_are_without_blanks() -> None:
    assert detect([' a , "b c" ', "1,2"], None, "t.csv").first == ("a", "b c")
