"""A table in a file: CSV and other separated text, JSON lines, Parquet; packed or not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from numpy.typing import NDArray
from pydantic import Field, model_validator

from mlpcli.data.frame import Frame
from mlpcli.data.source.base import Source, locate
from mlpcli.data.source.tabular import plain
from mlpcli.data.source.tabular.replaced import replaced
from mlpcli.errors import DataError

if TYPE_CHECKING:
    from mlpcli.data.source.tabular.database import Connection
    from mlpcli.data.source.tabular.spooled import SpooledColumns

JSON = (".json", ".jsonl", ".ndjson")
PARQUET = (".parquet",)
PACKED = (".gz", ".zst")
C = TypeVar("C", bound=Mapping[str, NDArray[Any]])
MISSING = ("NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?", "#N/A")


class Table(Source):
    """Reads a table and finds out what its columns hold.

    The format follows from the name: .json, .jsonl and .ndjson are objects, .parquet is Parquet, everything
    else is text with a row a line; .gz and .zst behind it are unpacked. In text and in JSON the cells of a
    column decide, all of them: whole numbers are int64 (float64 where cells are missing, or numbers longer
    than 18 digits), other numbers float64, dates such as 2024-03-01 or 2024-03-01T12:00:00 datetime64
    (without time zones), everything else text. Whole numbers of which one begins with a 0, as 0042, are
    codes, and text. Truth values are text, as a class keeps the name that it has in the file; so are JSON's
    strings and the text in Parquet, whatever they spell.

    Blanks around a cell do not count, in quotes or not; blank lines are skipped; rows keep their order.
    A cell is missing if it is empty or spelled like one of `missing`, case included: "None", "-" and
    "unknown" are classes of their own in many tables and therefore not among the usual spellings.
    A file without a header has columns column_1, column_2, ..., unless `columns` names them.
    `replace` gives texts of some columns another spelling, such as the classes of a test file that are not
    written as in the training file.

    >>> from mlpcli.data.source.builtin import datasets_folder
    >>> frame = Table(path="xor.csv").read(datasets_folder())
    >>> {name: cells.tolist() for name, cells in frame.columns.items()}
    {'x1': [0, 0, 1, 1], 'x2': [0, 1, 0, 1], 'class': [0, 1, 1, 0]}
    """

    kind: Literal["table"] = "table"
    path: str = Field(min_length=1, description="the file, seen from the spec's folder")
    separator: str | None = Field(
        None,
        pattern=r"^[^\w\r\n\"'\x00]$",
        description="between cells, one character (a blank: runs of blanks and tabs); null: detected",
    )
    header: bool | None = Field(None, description="whether the first line holds names; null: detected")
    columns: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] | None = Field(
        None, description="names of the columns of a file that has no header"
    )
    missing: Annotated[tuple[str, ...], Field(strict=False)] = Field(
        MISSING, description="what stands in a missing cell, beside nothing; [] for nothing else"
    )
    replace: dict[str, dict[str, str | None]] = Field(
        {}, description="other spellings: {column: {text: text}}, null for a missing cell; of text columns"
    )
    text: Annotated[tuple[str, ...], Field(strict=False)] = Field(
        (), description="columns that are text whatever their cells spell, such as numbers of customers"
    )

    @model_validator(mode="after")
    def _of_text(self) -> Table:
        if self._format() is not None and (self.separator or self.header is not None or self.columns):
            raise ValueError("separator, header and columns are for text tables, not for JSON and Parquet")
        if self.columns is not None and self.header:
            raise ValueError("columns names the columns of a file without a header; leave out one of the two")
        if self.columns is not None and len(set(self.columns)) < len(self.columns):
            raise ValueError("columns has a name twice")
        return self

    def _format(self) -> str | None:
        """The extension of a format with types of its own, None for text."""
        path = PurePath(self.path.lower())
        suffix = PurePath(path.stem).suffix if path.suffix in PACKED else path.suffix
        return suffix if suffix in JSON + PARQUET else None

    @property
    def is_text(self) -> bool:
        """Whether the file is separated text, with no types of its own."""
        return self._format() is None

    def files(self, folder: Path) -> tuple[Path, ...]:
        """The file."""
        return (locate(self.path, folder),)

    def read(self, folder: Path) -> Frame:
        """All rows; columns in the order of the file."""
        path = self._there(folder)
        columns = plain.read(path, self.missing) if self._may_be_plain() else None
        if columns is None:
            from mlpcli.data.source.tabular import cells
            from mlpcli.data.source.tabular.compressed import check_whole
            from mlpcli.data.source.tabular.database import database

            check_whole(path, self.path)
            with database(self.path) as connection:
                names, query = self._columns(connection, path)
                found = cells.arrays(connection, query)
            columns = self._with_rows(dict(zip(names, found, strict=True)))
        return Frame(replaced(columns, self.replace, self.path), self.path)

    def open(self, folder: Path) -> Frame:
        """The same; the columns of a large file stay on disk."""
        if not self.large(folder):
            return self.read(folder)
        from mlpcli.data.source.tabular import store
        from mlpcli.data.source.tabular.compressed import check_whole
        from mlpcli.data.source.tabular.database import BoundError, database
        from mlpcli.data.source.tabular.replaced import ReplacedStore

        path = self._there(folder)
        columns: SpooledColumns | None = None
        if self.is_text and path.suffix.lower() not in PACKED:
            with suppress(DataError):  # which is told in full, with the line in the file, by what follows
                columns = self._spooled(path)
        if columns is None:
            check_whole(path, self.path)
            try:
                with store.place() as file, database(self.path, file) as connection:
                    columns = store.taken_over(connection, *self._columns(connection, path))
            except BoundError:
                return self.read(folder)
        return Frame(ReplacedStore.of(self._with_rows(columns), self.replace, self.path), self.path)

    def _there(self, folder: Path) -> Path:
        """The file, which is not empty."""
        path = locate(self.path, folder)
        if path.stat().st_size == 0:
            raise DataError(f"{self.path}: is empty")
        return path

    def _may_be_plain(self) -> bool:
        """Whether no option asks for more than the reader of plain tables knows."""
        options = (self._format(), self.separator, self.columns)
        return all(option is None for option in options) and self.header is not False and not self.text

    def _columns(self, connection: Connection, path: Path) -> tuple[list[str], str]:
        """The names of the columns, and SQL for them."""
        from mlpcli.data.source.tabular import delimited, json_lines, parquet

        format_ = self._format()
        if format_ in JSON:
            return json_lines.read(connection, path, self.path, self.missing)
        if format_ in PARQUET:
            return parquet.read(connection, path, self.path, self.missing)
        return delimited.read(
            connection, path, self.path, self.separator, self.header, self.columns, self.missing, self.text
        )

    def _spooled(self, path: Path) -> SpooledColumns:
        from mlpcli.data.source.tabular.database import database
        from mlpcli.data.source.tabular.large import LargeTable

        with database(self.path) as connection:
            table = LargeTable(
                connection,
                path,
                self.path,
                self.separator,
                self.header,
                self.columns,
                self.missing,
                self.text,
            )
            return table.columns()

    def _with_rows(self, columns: C) -> C:
        if not len(Frame(columns, self.path)):
            raise DataError(f"{self.path}: has no rows")
        return columns
