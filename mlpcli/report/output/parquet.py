"""Predictions as Parquet."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from mlpcli.data.scratch import scratch_folder
from mlpcli.report.output.base import Columns, Writer, flattened

if TYPE_CHECKING:
    import duckdb


class ParquetWriter(Writer):
    """Portions wait in a database on disk, which then writes the file."""

    binary: ClassVar[bool] = True

    def __init__(self, stream: BinaryIO):
        super().__init__(stream)
        self._folder = tempfile.TemporaryDirectory(prefix="mlp-", dir=scratch_folder())
        self._connection: duckdb.DuckDBPyConnection | None = None

    def write(self, columns: Columns) -> None:
        """The next rows."""
        import duckdb

        try:
            first = self._connection is None
            if self._connection is None:
                bounds: dict[str, str | bool | int | float | list[str]] = {
                    "memory_limit": "256MiB",
                    "threads": 1,
                }
                self._connection = duckdb.connect(str(Path(self._folder.name) / "rows"), config=bounds)
            self._connection.register("portion", flattened(columns))
            how = "CREATE TABLE rows AS" if first else "INSERT INTO rows"
            self._connection.execute(f"{how} SELECT * FROM portion")
            self._connection.unregister("portion")
        except duckdb.Error as error:
            raise OSError(str(error)) from None

    def end(self) -> None:
        """Writes the file."""
        import duckdb

        place = Path(self._folder.name) / "predictions"
        assert self._connection is not None, "there is a first portion"
        try:
            target = str(place).replace("'", "''")
            self._connection.execute(f"COPY rows TO '{target}' (FORMAT parquet)")
        except duckdb.Error as error:
            raise OSError(str(error)) from None
        with place.open("rb") as made:
            shutil.copyfileobj(made, self.stream)

    def discard(self) -> None:
        """Removes the database."""
        if self._connection is not None:
            self._connection.close()
        self._folder.cleanup()
