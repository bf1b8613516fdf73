"""DuckDB, asked to read one local file and nothing else; its errors in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mlpcli.errors import DataError

if TYPE_CHECKING:
    import duckdb

Connection: TypeAlias = "duckdb.DuckDBPyConnection"

_ALONE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",  # no downloads
    "autoload_known_extensions": "false",  # no http, no s3
    "preserve_insertion_order": "true",  # rows in the order of the file, whatever the number of threads
    "temp_directory": "",  # nothing is written
}

BOUND = 192
"""Mebibytes that a database on disk may have in memory."""

_BOUNDED: dict[str, str | bool | int | float | list[str]] = {"memory_limit": f"{BOUND}MiB", "threads": 1}

_MESSAGES = (
    (r"Expected Number of Columns: 1 Found", "{where}holds control characters; is it a text table?"),
    (r"Expected Number of Columns: (\d+) Found: (\d+)", "{where}has {1} cells where the others have {0}"),
    (r"unterminated quote", "{where}opens a quote that is not closed as it should be"),
    (r"Invalid unicode|not utf-8", "{where}is not UTF-8 text; save the file as UTF-8"),
    (
        r"state machine",
        "{where}breaks the rules of CSV (quotes inside a cell, mixed line ends); is it a text table?",
    ),
    (r"[Mm]aximum line size", "{where}is longer than 2 MB; is it a text table?"),
    (r"Out of Memory|failed to pin block", "does not fit into memory"),
    (r"expected records", "expected objects, one a line: " + '{{"column": value, ...}}'),
)


class BoundError(DataError):
    """There are so many columns that a row group of all of them takes more than the database may have."""


@contextmanager
def database(origin: str, file: Path | None = None) -> Iterator[Connection]:
    """A fresh database; what DuckDB finds wrong inside is raised as a DataError about `origin`.

    It is in memory; with `file` it is there, and has a bounded amount of memory however large its tables are.
    """
    import duckdb

    try:
        if file is None:
            with duckdb.connect(":memory:", config=_ALONE) as connection:
                yield connection
        else:
            spills = {"temp_directory": str(file.parent / "spilled")}
            with duckdb.connect(str(file), config=_ALONE | _BOUNDED | spills) as stored:
                stored.execute("PRAGMA force_compression = 'uncompressed'")  # it is read once
                yield stored
    except duckdb.Error as error:
        kind = BoundError if re.search(r"Out of Memory|failed to pin block", str(error)) else DataError
        raise kind(f"{origin}: {explain(str(error))}") from None


def explain(message: str) -> str:
    """The heart of one of DuckDB's many-lined messages.

    >>> explain("Invalid Input Error: CSV Error on Line: 7 Expected Number of Columns: 3 Found: 2 Possible…")
    'line 7 has 2 cells where the others have 3'
    """
    line = re.search(r"on Line: (\d+)", message)
    where = f"line {line[1]} " if line else "it "
    for pattern, words in _MESSAGES:
        if found := re.search(pattern, message):
            return words.format(*found.groups(), where=where).replace("has 1 cells", "has 1 cell")
    heart = re.sub(r"^[\w ]*Error: ", "", message.partition("\n")[0])
    heart = re.sub(r" in file ['\"].*?['\"]| ['\"]/.*?['\"]", "", heart)  # whose name stands in front already
    return "cannot be read: " + "".join(c if c.isprintable() else "?" for c in heart).rstrip(" .")


def text(value: str) -> str:
    """A string as SQL writes it.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name of a column as SQL writes it.

    >>> identifier("size")
    '"size"'
    """
    return '"' + name.replace('"', '""') + '"'


def file_name(path: Path) -> str:
    """A path as SQL writes it, characters that would match other files taken as they are.

    >>> file_name(Path("a*b[1].csv"))
    "'a[*]b[[]1].csv'"
    """
    return text(re.sub(r"[*?\[]", r"[\g<0>]", str(path)))


def compression(path: Path) -> str:
    """How the file is packed, by its name, as SQL writes it."""
    return {".gz": "'gzip'", ".zst": "'zstd'"}.get(path.suffix.lower(), "'none'")
