"""The columns of a large table in a database on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.frame import Stored
from mlpcli.data.scratch import full, scratch_folder
from mlpcli.data.source.tabular.cells import filled
from mlpcli.data.source.tabular.database import Connection

FILE = "columns"
"""The database in its folder."""

TEXTS = 100_000
"""Cells of text that are read at a time, so that equal ones are the same object in memory."""

CACHE = 64
"""Mebibytes of the database that stay in memory between two readings."""

LARGEST = 24
"""Bytes that a cell takes at most in a column that is read as a whole, beside its text."""

MERGED = 10_000
"""Different texts of a column up to which that is worth the trouble."""


class ColumnStore(Stored):
    """Each column is read from the database when it is asked for, and kept until the next one is.

    The database is removed with the object, and even when the program is killed where the system lets a
    file lose its name while it is open.
    """

    def __init__(
        self,
        place: tempfile.TemporaryDirectory[str],
        connection: Connection,
        names: Sequence[str],
        query: str,
    ):
        self._place, self._connection = place, connection
        connection.execute(f"CREATE TABLE stored AS {query}")
        for table in ("cells", "parsed", "objects", "lines"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute("CHECKPOINT")
        described = connection.execute("DESCRIBE stored").fetchall()
        kinds = {"BIGINT": "i8", "DOUBLE": "f8", "TIMESTAMP": "M8[us]"}
        types = [np.dtype(kinds.get(kind, "O")) for _, kind, *_ in described]
        ints = [i for i, dtype in enumerate(types) if dtype.kind == "i"]
        counted = ", ".join(["count(*)", *(f"count(c{i})" for i in ints)])
        self.rows, *present = connection.execute(f"SELECT {counted} FROM stored").fetchone() or (0,)
        for i, count in zip(ints, present, strict=True):
            if count < self.rows:
                types[i] = np.dtype(np.float64)
        self._types = dict(zip(names, types, strict=True))
        self._numbers = {name: i for i, name in enumerate(names)}
        self._latest: tuple[str, NDArray[Any]] | None = None
        column = self.rows * LARGEST >> 20
        connection.execute(f"SET memory_limit = '{CACHE + column}MiB'")
        with suppress(OSError):
            (Path(place.name) / FILE).unlink()
            place.cleanup()

    @staticmethod
    def place() -> tempfile.TemporaryDirectory[str]:
        """A new folder for the database."""
        try:
            return tempfile.TemporaryDirectory(
                prefix="mlp-", dir=scratch_folder(), ignore_cleanup_errors=os.name == "nt"
            )
        except OSError as error:
            raise full(error) from None

    @property
    def width(self) -> int:
        """Columns."""
        return len(self._types)

    def part(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The rows from start to stop."""
        found = self._connection.execute(
            f"SELECT * FROM stored WHERE rowid >= {start} AND rowid < {stop}"
        ).fetchnumpy()
        return {
            name: self._typed(name, column) for name, column in zip(self._types, found.values(), strict=True)
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        if self._latest is None or self._latest[0] != name:
            self._latest = None  # before the next one is there
            self._latest = name, self._read(name)
        return self._latest[1]

    def _read(self, name: str) -> NDArray[Any]:
        i = self._numbers[name]
        if self._types[name].kind != "O":
            found = self._connection.execute(f"SELECT c{i} FROM stored").fetchnumpy()
            return self._typed(name, found[f"c{i}"])
        column = np.empty(self.rows, dtype=object)
        known: dict[Any, Any] = {None: None}
        for start in range(0, self.rows, TEXTS):
            query = f"SELECT c{i} FROM stored WHERE rowid >= {start} AND rowid < {start + TEXTS}"
            cells = filled(self._connection.execute(query).fetchnumpy()[f"c{i}"])
            if len(known) <= MERGED:
                cells[:] = [known.setdefault(cell, cell) for cell in cells.tolist()]
            column[start : start + len(cells)] = cells
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)

    def _typed(self, name: str, column: NDArray[Any]) -> NDArray[Any]:
        return filled(column).astype(self._types[name], copy=False)
