"""The database reads one local file and nothing else, and its errors are ours."""

from __future__ import annotations

import pytest

from mlpcli.data.source.tabular.database import database, explain
from mlpcli.errors import DataError


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/a.csv", "s3://bucket/a.parquet", "hf://datasets/a.csv"]
)
def test_nothing_is_fetched(address: str) -> None:
    """The extension that could is not loaded; a connection would be refused with another message."""
    with pytest.raises(DataError, match="requires the extension httpfs"), database("a") as connection:
        connection.execute(f"SELECT * FROM '{address}'")


def test_no_folder_for_overflow(tmp_path: object) -> None:
    with database("a") as connection:
        query = "SELECT value FROM duckdb_settings() WHERE name = 'temp_directory'"
        assert connection.execute(query).fetchone() == ("",)


def test_rows_are_in_order_whatever_the_threads() -> None:
    with database("a") as connection:
        query = "SELECT value FROM duckdb_settings() WHERE name = 'preserve_insertion_order'"
        assert connection.execute(query).fetchone() == ("true",)


def test_other_exceptions_pass() -> None:
    with pytest.raises(ZeroDivisionError), database("a"):
        _ = 1 / 0


@pytest.mark.parametrize(
    ("message", "heart"),
    [
        ("IO Error: Disk is on fire\nPossible solutions: water", "cannot be read: Disk is on fire"),
        ('IO Error: Failed in file "/tmp/a b.csv", at byte 3.', "cannot be read: Failed, at byte 3"),
        ("bad \r\x1b[31mtype", "cannot be read: bad ??[31mtype"),
        ("on Line: 3\nExpected Number of Columns: 4 Found: 1\n", "line 3 has 1 cell where the others have 4"),
    ],
)  # fmt: skip
def test_a_message_is_one_clear_line(message: str, heart: str) -> None:
    assert explain(message) == heart
