"""Small plain tables: read without the database, and the same columns."""

from __future__ import annotations

import gzip
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcli.data.source.builtin import datasets_folder
from mlpcli.data.source.table import MISSING, Table
from mlpcli.data.source.tabular import plain

SHIPPED = sorted(path.name for path in datasets_folder().glob("*.csv*"))


def by_database(folder, name, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(plain, "read", lambda path, missing: None)
        return Table(path=name).read(folder).columns


def assert_same(columns, expected):
    assert list(columns) == list(expected)
    for name, cells in expected.items():
        assert columns[name].dtype == cells.dtype, name
        assert columns[name].tolist() == cells.tolist(), name


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_tables_are_plain_and_read_as_by_the_database(name, monkeypatch):
    folder = datasets_folder()
    columns = plain.read(folder / name, MISSING)
    assert columns is not None
    assert_same(columns, by_database(folder, name, monkeypatch))


CELLS = {
    "integer": st.integers(-(10**18) + 1, 10**18 - 1).map(str),
    "number": st.floats(-1e300, 1e300).map(repr) | st.sampled_from(["1.", ".5", "+2.5", "1E3", "-0.0"]),
    "word": st.sampled_from(["a", "B c", "x_1", "e5", "true", "infinite", "a-b", "n/a b", "x (cm)"]),
}


@st.composite
def tables(draw):
    kinds = ["number", *draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=4))]
    rows = draw(st.lists(st.tuples(*(CELLS[kind] for kind in kinds)), min_size=1, max_size=6))
    return [[f"name {i}" for i in range(len(kinds))], *rows]


@given(tables())
def test_what_is_read_is_what_the_database_reads(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("plain")
    (folder / "t.csv").write_text("\n".join(map(",".join, table)) + "\n")
    columns = plain.read(folder / "t.csv", MISSING)
    assert columns is not None
    with pytest.MonkeyPatch.context() as patch:
        assert_same(columns, by_database(folder, "t.csv", patch))


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1,\n", "x,y\n1,NA\n", "x,y\n1,nan\n", "x,y\n1,Infinity\n", "x,y\n1;2,3\n", 'x,y\n"1",2\n',
        "x,y\n1,2\n\n3,4\n", "x,y\n1\n", "x\n1\n", "x,x\n1,2\n", "x,y\n007,2\n", "x,y\n1, 2\n", "1,2\n3,4\n",
        "x,y\n1,2024-03-01\n", "x,y\na,b\n", "x,y\n1,é\n", "x,y\r\n1,2\r\n", "x,y\n", "", "x,y\n1,2e\n",
        "x,y\n1,1234567890123456789\n", "NA,y\n1,2\n", "x,y\n1," + "9" * 400 + "\n",
        "x,y\n1," + "a" * 2000 + "\n",
    ],
)  # fmt: skip
def test_whatever_else_a_table_has_is_left_to_the_database(tmp_path, text):
    (tmp_path / "t.csv").write_bytes(text.encode())
    found = plain.read(tmp_path / "t.csv", MISSING)
    if text == "x,y\n1,1234567890123456789\n":  # too long for int64: a number
        assert found is not None
        assert found["y"].dtype == np.float64
    else:
        assert found is None


def test_a_packed_table_that_lost_its_end_is_not_read(tmp_path):
    whole = gzip.compress(b"x,y\n" + b"1,2\n" * 1000)
    (tmp_path / "t.csv.gz").write_bytes(whole[:-6])
    assert plain.read(tmp_path / "t.csv.gz", MISSING) is None
    (tmp_path / "t.csv.gz").write_bytes(whole)
    assert plain.read(tmp_path / "t.csv.gz", MISSING) is not None


def test_a_long_table_is_left_to_the_database(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text("x,y\n1,2\n3,4\n")
    monkeypatch.setattr(plain, "LARGEST", 5)
    assert plain.read(tmp_path / "t.csv", MISSING) is None


@pytest.mark.parametrize("cell", ["1234567", "1.5", "abc def", "12345678901234567"])
def test_a_misfit_at_the_end_of_a_long_column_is_found_at_once(tmp_path, cell):
    """A pattern that could match a cell in several ways would try them all, for every cell before."""
    rows = "".join(f"{cell},1\n" for _ in range(20_000))
    (tmp_path / "t.csv").write_text(f"x,y\n{rows}?,1\n")
    started = time.process_time()
    assert plain.read(tmp_path / "t.csv", MISSING) is None
    assert time.process_time() - started < 2
