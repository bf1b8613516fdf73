"""The columns of a large table that DuckDB reads as a whole: by way of a database on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlpcli.data.scratch import full, scratch_folder
from mlpcli.data.source.tabular.cells import filled
from mlpcli.data.source.tabular.database import Connection
from mlpcli.data.source.tabular.spooled import SpooledColumns

CELLS = 500_000
"""Cells that are taken over at a time."""


@contextmanager
def place() -> Iterator[Path]:
    """Where the database is until its columns are taken over."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="mlp-", dir=scratch_folder(), ignore_cleanup_errors=True)
    except OSError as error:
        raise full(error) from None
    with folder as name:
        yield Path(name) / "columns"


def taken_over(connection: Connection, names: Sequence[str], query: str) -> SpooledColumns:
    """What the query gives, under these names."""
    connection.execute(f"CREATE TABLE stored AS {query}")
    for table in ("cells", "parsed", "objects", "lines"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    (rows,) = connection.execute("SELECT count(*) FROM stored").fetchone() or (0,)
    columns, step = SpooledColumns(names), max(CELLS // len(names), 1)
    for start in range(0, rows, step):
        part = f"SELECT * FROM stored WHERE rowid >= {start} AND rowid < {start + step}"
        columns.append([filled(column) for column in connection.execute(part).fetchnumpy().values()])
    return columns
