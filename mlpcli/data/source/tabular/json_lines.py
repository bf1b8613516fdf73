"""JSON lines, or one array: an object a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlpcli.data.source.tabular import cells
from mlpcli.data.source.tabular.database import Connection, compression, file_name, identifier
from mlpcli.errors import DataError


def read(connection: Connection, path: Path, origin: str, missing: Sequence[str]) -> tuple[list[str], str]:
    """The names of the columns, in the order of their first appearance, and SQL for them.

    A key that an object does not have is a missing cell, as is null. A column with a string in it is text
    (or dates), whatever the string spells; true and false are text too.
    """
    connection.execute(
        f"CREATE TEMP TABLE objects AS SELECT * FROM read_json({file_name(path)}, maximum_depth=1, "
        f"sample_size=-1, records=true, map_inference_threshold=-1, compression={compression(path)}, "
        "hive_partitioning=false)"
    )
    names = [name for name, *_ in connection.execute("DESCRIBE objects").fetchall()]
    if not connection.execute("SELECT 1 FROM objects LIMIT 1").fetchone():
        raise DataError(f"{origin}: has no rows")
    quoted = ", ".join(f"{identifier(name)} AS c{i}" for i, name in enumerate(names))
    connection.execute(f"CREATE TEMP TABLE parsed AS SELECT {quoted} FROM objects")
    _check_flat(connection, names, origin)
    texts = cells.each(len(names), "trim(@ ->> '$')")
    connection.execute(f"CREATE TEMP TABLE cells AS SELECT {texts} FROM parsed")
    survey = cells.survey(connection, len(names), missing)
    kinds = map(cells.column_type, map(cells.together, survey.first, survey.below))
    types = [
        "text" if kind in ("integer", "number") and strings else kind
        for kind, strings in zip(kinds, _with_strings(connection, len(names), missing), strict=True)
    ]
    return names, cells.query(types, "true", missing, survey.marked)


def _check_flat(connection: Connection, names: Sequence[str], origin: str) -> None:
    nested = ", ".join(
        f"min(rowid) FILTER (json_type(c{i}) IN ('OBJECT', 'ARRAY'))" for i in range(len(names))
    )
    rows = connection.execute(f"SELECT {nested} FROM parsed").fetchone() or ()
    for name, row in zip(names, rows, strict=True):
        if row is not None:
            raise DataError(
                f"{origin}, row {row + 1}, column {name}: is an object or a list; expected a number, text, "
                "true, false or null"
            )


def _with_strings(connection: Connection, width: int, missing: Sequence[str]) -> list[bool]:
    """For each column whether it has a string that does not mean a missing cell."""
    columns = [f"c{i}" for i in range(width)]
    strings = ", ".join(f"CASE WHEN json_type({c}) = 'VARCHAR' THEN trim({c} ->> '$') END" for c in columns)
    long = f"SELECT unnest([{strings}]) AS cell, unnest(range({width})) AS i FROM parsed"
    found = connection.execute(
        f"SELECT count({cells.present('cell', missing)}) FROM ({long}) GROUP BY i ORDER BY i"
    )
    return [count > 0 for (count,) in found.fetchall()]
