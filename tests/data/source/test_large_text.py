"""A text table that is read in pieces has the columns that reading it at once finds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpcli.data.source.base
import mlpcli.data.source.tabular.large
import mlpcli.data.source.tabular.spooled
from mlpcli.data.source.table import Table
from mlpcli.data.source.tabular.spooled import SpooledColumns
from mlpcli.errors import DataError

ROWS = 60


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlpcli.data.source.base, "LARGE", 0)
    monkeypatch.setattr(mlpcli.data.source.tabular.large, "PIECE", 100)
    monkeypatch.setattr(mlpcli.data.source.tabular.large, "COLUMN", 0)


def late(early: str, *last: str) -> str:
    """A table whose second column holds other cells in the end."""
    cells = [early] * (ROWS - len(last)) + list(last)
    return "\n".join(["a,b", *(f"{i},{cell}" for i, cell in enumerate(cells))]) + "\n"


TABLES = {
    "numbers": late("1.5"),
    "whole": late("7"),
    "number at last": late("7", "2.5"),
    "gap at last": late("7", ""),
    "missing at last": late("7", "NA"),
    "text at last": late("7", "x"),
    "text once": late("7", "x", "8"),
    "code at last": late("7", "007"),
    "number behind a code": late("007", "1.5"),
    "date at last": late("", "2024-03-01"),
    "text behind dates": late("2024-03-01", "soon"),
    "number behind gaps": late("", "4"),
    "text behind gaps": late("", "x"),
    "gaps alone": late(""),
    "long lines": late('"one\ntwo, three"'),
    "long line at last": late("7", '"one\ntwo"'),
    "stray quote": late('5" pipe'),
    "one stray quote": late("x", '5" pipe', "y"),
    "no last line end": late("1.5").rstrip("\n"),
    "dos": late("1.5").replace("\n", "\r\n"),
    "no header": late("1.5").partition("\n")[2],
    "words": "\n".join(["p,q", *(f"w{i},v{i}" for i in range(ROWS))]),
    "words without header": "\n".join(["p,q", *(f"w{i},v{i}" for i in range(ROWS)), "p,z"]),
    "blanks": "\n".join(f"{i}   {i / 7:.3f}" for i in range(ROWS)),
    "one column": "\n".join(["a", *map(str, range(ROWS)), "", "7.5"]),
    "semicolons": "\n".join(["a;b", *(f"{i};1,5" for i in range(ROWS))]),
    "not ascii": late("süß", "日本"),
}


def check_same(read: Any, opened: Any) -> None:
    assert list(opened.columns) == list(read.columns)
    for name, cells in read.columns.items():
        stored = opened.columns[name]
        assert stored.dtype == cells.dtype, name
        np.testing.assert_array_equal(stored, cells)
        np.testing.assert_array_equal(opened.columns.part(3, 50)[name], cells[3:50])


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_columns_are_those_of_the_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8", newline="")
    table = Table(path="t.csv")
    opened = table.open(tmp_path)
    assert isinstance(opened.columns, SpooledColumns)
    check_same(table.read(tmp_path), opened)


@pytest.mark.parametrize(
    "options",
    [
        {"header": True},
        {"header": False},
        {"text": ("a",)},
        {"missing": ("7",)},
        {"replace": {"b": {"x": None}}},
    ],
)
def test_options(tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "t.csv").write_text(late("7", "x"), encoding="utf-8")
    table = Table(path="t.csv", **options)
    check_same(table.read(tmp_path), table.open(tmp_path))


CELLS = ("1", "02", "2.5", "", "NA", "x", "2024-01-01", '"a\nb"', '"a,b"', 'i"n', "-0", "1e400")


def told(ask: Callable[[], Any]) -> Any:
    """What it gives, or the message of its DataError."""
    try:
        return ask()
    except DataError as error:
        return str(error)


cells = st.sampled_from(CELLS)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_table(rows: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "t.csv").write_text("\n".join(["a,b", *map(",".join, rows)]), encoding="utf-8")
        table = Table(path="t.csv")
        read, opened = (told(partial(way, Path(folder))) for way in (table.read, table.open))
        if isinstance(read, str):
            assert opened == read
        else:
            check_same(read, opened)


@pytest.mark.parametrize("spoiled", ["7,8,9", "7", '7,"8'])
def test_a_broken_line_is_named_by_its_place_in_the_file(tmp_path: Path, spoiled: str) -> None:
    lines = late("1.5").splitlines()
    lines[40] = spoiled
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as read:
        Table(path="t.csv").read(tmp_path)
    with pytest.raises(DataError) as opened:
        Table(path="t.csv").open(tmp_path)
    assert str(opened.value) == str(read.value)


def test_many_different_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlpcli.data.source.tabular.spooled, "MERGED", 20)
    rows = [f"{i},{'' if i % 9 == 0 else f'naïve {i // 2}'}" for i in range(ROWS)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b", *rows]), encoding="utf-8")
    check_same(Table(path="t.csv").read(tmp_path), Table(path="t.csv").open(tmp_path))


def test_nothing_is_left_in_scratch_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text(late("1.5"), encoding="utf-8")
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    opened = Table(path="t.csv").open(tmp_path)
    assert len(opened) == ROWS
    assert not list((tmp_path / "scratch").iterdir())
