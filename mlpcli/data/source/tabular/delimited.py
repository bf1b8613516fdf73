"""CSV, TSV and other text with a row a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from mlpcli.data.source.tabular import cells
from mlpcli.data.source.tabular.cells import ColumnType, Survey
from mlpcli.data.source.tabular.database import Connection, compression, file_name, text
from mlpcli.data.source.tabular.dialect import ALONE, BLANKS, Dialect, detect
from mlpcli.errors import DataError

_SAMPLE = 200  # lines that the separator is judged by


def read(
    connection: Connection,
    path: Path,
    origin: str,
    separator: str | None,
    header: bool | None,
    names: Sequence[str] | None,
    missing: Sequence[str],
    texts: Sequence[str] = (),
) -> tuple[list[str], str]:
    """The names of the columns, and SQL for them; see `Table` for what the arguments mean."""
    dialect = detect(first_lines(connection, path, origin), separator, origin)
    load(connection, path, origin, dialect)
    survey = cells.survey(connection, dialect.width, missing)
    if header is None:
        header = names is None and is_header(
            dialect.first, survey, partial(recurs, connection, dialect.first, "rowid > 0")
        )
    named, types = named_and_typed(dialect, survey, header, names, texts, origin)
    rows = "rowid > 0" if header else "true"
    if connection.execute(f"SELECT 1 FROM cells WHERE {rows} LIMIT 1").fetchone() is None:
        raise DataError(f"{origin}: has a header and no rows")
    return named, cells.query(types, rows, missing, survey.marked)


def named_and_typed(
    dialect: Dialect,
    survey: Survey,
    header: bool,
    names: Sequence[str] | None,
    texts: Sequence[str],
    origin: str,
) -> tuple[list[str], list[ColumnType | None]]:
    """The columns' names and types, both with or without the first line."""
    if header:
        named = _header(dialect.first, origin)
        extremes = list(survey.below)
    else:
        named = _given(names, dialect.width, origin)
        extremes = list(map(cells.together, survey.first, survey.below))
    pairs = zip(named, extremes, strict=True)
    return named, ["text" if name in texts else cells.column_type(each) for name, each in pairs]


def _reader(path: Path, separator: str, quote: str, width: int) -> str:
    """SQL for the cells as they stand in the file: nothing is guessed here."""
    shape = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    return (
        f"read_csv({file_name(path)}, columns={{{shape}}}, header=false, auto_detect=false, "
        f"delim={text(separator)}, quote={text(quote)}, escape={text(quote)}, "
        f"compression={compression(path)})"
    )


def first_lines(connection: Connection, path: Path, origin: str) -> list[str]:
    """Those that the dialect is found by."""
    query = f"SELECT c0 FROM {_reader(path, ALONE, '', 1)} WHERE trim(c0) <> '' LIMIT {_SAMPLE}"
    lines = [line for (line,) in connection.execute(query).fetchall()]
    if not lines:
        raise DataError(f"{origin}: is empty")
    if any("\0" in line for line in lines):
        raise DataError(f"{origin}: is not a text table (it holds NUL characters)")
    return lines


def load(connection: Connection, path: Path, origin: str, dialect: Dialect) -> None:
    """Fills the table `cells`: every line of the file but the blank ones, the first one too."""
    width = dialect.width
    if dialect.separator == BLANKS:
        rows = _words(connection, path, origin, width)
    else:
        rows = _reader(path, dialect.separator, dialect.quote, width)
    trimmed = f"SELECT {cells.each(width, 'trim(@)')} FROM {rows}"
    if width == 1:
        trimmed += " WHERE trim(c0) <> ''"  # DuckDB takes a blank line for an empty cell here
    connection.execute(f"CREATE OR REPLACE TEMP TABLE cells AS {trimmed}")


def _words(connection: Connection, path: Path, origin: str, width: int) -> str:
    """SQL for the lines, split at runs of blanks. Raises DataError where a line has more or fewer words."""
    split = r"string_split_regex(trim(c0, ' ' || chr(9)), '[ \t]+')"  # RE2 reads the \t
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE lines AS SELECT {split} AS words FROM {_reader(path, ALONE, '', 1)}"
    )
    connection.execute("DELETE FROM lines WHERE words IS NULL OR words = ['']")
    query = f"SELECT rowid + 1, len(words) FROM lines WHERE len(words) <> {width} ORDER BY rowid LIMIT 1"
    if odd := connection.execute(query).fetchone():
        raise DataError(f"{origin}: line {odd[0]} has {odd[1]} cells where the others have {width}")
    return "(SELECT " + ", ".join(f"words[{i + 1}] AS c{i}" for i in range(width)) + " FROM lines)"


def is_header(names: Sequence[str], survey: Survey, recurring: Callable[[], bool]) -> bool:
    """Whether the first line holds names.

    It does if it has text above a column of numbers or dates. It does not if it has a number, a date, a
    missing cell (but the first one: the column that R and pandas leave without a name) or the same text
    twice. What remains is text above text: names, unless one of them occurs again in its column.
    """
    tops = [cells.column_type(each) for each in survey.first]
    lows = [cells.column_type(each) for each in survey.below]
    if any(top == "text" and low not in ("text", None) for top, low in zip(tops, lows, strict=True)):
        return True
    named = tops[1:] if tops[0] is None else tops
    if any(top != "text" for top in named) or len(set(names)) < len(names):
        return False
    return not recurring()


def recurs(connection: Connection, names: Sequence[str], below: str) -> bool:
    """Whether a text of the first line occurs again in its column, in the rows `below` it."""
    again = " OR ".join(f"c{i} = {text(name)}" for i, name in enumerate(names))
    found = connection.execute(f"SELECT 1 FROM cells WHERE {below} AND ({again}) LIMIT 1").fetchone()
    return found is not None


def _header(first: Sequence[str], origin: str) -> list[str]:
    """The names in the first line, each once; a column without one is called by its number."""
    names = [name or f"column_{i}" for i, name in enumerate(first, 1)]
    for i, name in enumerate(names):
        if name in names[:i]:
            before = names.index(name) + 1
            raise DataError(f"{origin}: columns {before} and {i + 1} are both called {name!r}; rename one")
    return names


def _given(names: Sequence[str] | None, width: int, origin: str) -> list[str]:
    if names is None:
        return [f"column_{i}" for i in range(1, width + 1)]
    if len(names) != width:
        raise DataError(f"{origin}: has {width} columns, `columns` names {len(names)}")
    return list(names)
