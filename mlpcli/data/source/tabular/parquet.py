"""Parquet: columns that know their types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mlpcli.data.source.tabular import cells
from mlpcli.data.source.tabular.database import Connection, file_name, identifier
from mlpcli.errors import DataError

_NUMBERS = (
    (r"U?(TINYINT|SMALLINT|INTEGER)|BIGINT", "CAST(@ AS BIGINT)"),
    (r"UBIGINT|DECIMAL.*|FLOAT|DOUBLE", "CAST(@ AS DOUBLE)"),
    (r"DATE|TIMESTAMP(_NS)?", "CAST(@ AS TIMESTAMP)"),
    (r"TIMESTAMP WITH TIME ZONE", "make_timestamp(epoch_us(@))"),
)
_TEXTS = r"VARCHAR|BOOLEAN|UUID|TIME"


def read(connection: Connection, path: Path, origin: str, missing: Sequence[str]) -> tuple[list[str], str]:
    """The names of the columns, and SQL for them.

    Text stays text, whatever it spells; truth values are the texts true and false.
    """
    source = f"read_parquet({file_name(path)}, hive_partitioning=false)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    wanted = {name: _expression(name, kind, missing, origin) for name, kind, *_ in described}
    columns = ", ".join(f"{expression} AS c{i}" for i, expression in enumerate(wanted.values()))
    return list(wanted), f"SELECT {columns} FROM {source}"


def _expression(name: str, kind: str, missing: Sequence[str], origin: str) -> str:
    """SQL for a column of DuckDB's type `kind`."""
    column = identifier(name)
    if re.fullmatch(_TEXTS, kind):
        return cells.present(f"trim(CAST({column} AS VARCHAR))", missing)
    for pattern, expression in _NUMBERS:
        if re.fullmatch(pattern, kind):
            return expression.replace("@", column)
    raise DataError(
        f"{origin}, column {name}: holds {kind} values; expected numbers, text, truth values or dates"
    )
