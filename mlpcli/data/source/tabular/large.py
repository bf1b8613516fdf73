"""Separated text too large to be held: read a piece at a time, kept on disk column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mlpcli.data.source.tabular import cells
from mlpcli.data.source.tabular.cells import ColumnType, Survey
from mlpcli.data.source.tabular.database import Connection
from mlpcli.data.source.tabular.delimited import first_lines, is_header, load, named_and_typed, recurs
from mlpcli.data.source.tabular.dialect import BLANKS, Dialect, detect
from mlpcli.data.source.tabular.pieces import pieces
from mlpcli.data.source.tabular.spooled import SpooledColumns

PIECE = 2 << 20
"""Bytes of a piece, about."""

COLUMN = 8 << 10
"""Bytes more for every column: statements about many columns take long to prepare."""

_FITS: dict[ColumnType | None, tuple[ColumnType | None, ...]] = {
    "integer": ("number",),
    "code": ("text",),
    "text": ("code",),
    None: ("integer", "number"),
}
"""As what other types cells that were read as a type can be taken."""


@dataclass(frozen=True)
class LargeTable:
    """The arguments are those of `delimited.read`."""

    connection: Connection
    path: Path
    origin: str
    separator: str | None
    header: bool | None
    names: Sequence[str] | None
    missing: Sequence[str]
    texts: Sequence[str] = ()

    def columns(self) -> SpooledColumns:
        """The columns that `delimited.read` finds, on disk.

        Every piece is read with the types that the cells up to there allow. Where a later one allows other
        types, which these cells do not fit, all pieces are read again. Raises DataError where `read` would,
        and also for a file that cannot be cut; lines are counted in the piece then.
        """
        self.connection.execute("SET threads = 1")  # a piece is too small to be shared
        with closing(pieces(self.path, self.origin, "", PIECE)) as beginning:
            lines = first_lines(self.connection, next(beginning), self.origin)
        dialect = detect(lines, self.separator, self.origin)
        survey: Survey | None = None
        read: tuple[bool, list[ColumnType | None]] | None = None
        columns, fits = SpooledColumns(dialect.first), True
        for below in self._loaded(dialect):
            found = cells.survey(self.connection, dialect.width, self.missing)
            survey = found if survey is None else Survey.joined([survey, found])
            header, named, types = self._decided(dialect, survey, below)
            fits = fits and (read is None or _fit(read, (header, types)))
            read = header, types
            if fits:
                self._append(columns, below if header else "true", types, survey)
        assert survey is not None, "a file that is empty is refused"
        header, named, types = self._decided(dialect, survey)
        if not (fits and read is not None and _fit(read, (header, types))):
            columns = SpooledColumns(named)
            for below in self._loaded(dialect):
                self._append(columns, below if header else "true", types, survey)
        return columns.named(named)

    def _loaded(self, dialect: Dialect) -> Iterator[str]:
        """Piece after piece in the table `cells`; which of its rows stand below the file's first line."""
        below = "rowid > 0"
        quote = "" if dialect.separator == BLANKS else dialect.quote
        for piece in pieces(self.path, self.origin, quote, PIECE + COLUMN * dialect.width):
            load(self.connection, piece, self.origin, dialect)
            yield below
            below = "true"

    def _append(
        self, columns: SpooledColumns, rows: str, types: Sequence[ColumnType | None], survey: Survey
    ) -> None:
        query = cells.query(types, rows, self.missing, survey.marked)
        columns.append(cells.arrays(self.connection, query))

    def _decided(
        self, dialect: Dialect, survey: Survey, below: str | None = None
    ) -> tuple[bool, list[str], list[ColumnType | None]]:
        """Whether there is a header, names, types; by the piece that is loaded, or in the end by all."""
        header = self.header
        if header is None:

            def recurring() -> bool:
                rows = self._loaded(dialect) if below is None else [below]
                return any(recurs(self.connection, dialect.first, each) for each in rows)

            header = self.names is None and is_header(dialect.first, survey, recurring)
        return header, *named_and_typed(dialect, survey, header, self.names, self.texts, self.origin)


def _fit(
    read: tuple[bool, Sequence[ColumnType | None]], wanted: tuple[bool, Sequence[ColumnType | None]]
) -> bool:
    """Whether cells that were read with or without a header, as some types, can be taken as others."""
    pairs = zip(read[1], wanted[1], strict=True)
    return read[0] == wanted[0] and all(a == b or b in _FITS.get(a, ()) for a, b in pairs)
