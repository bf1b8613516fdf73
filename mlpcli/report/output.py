"""Predictions as a file: CSV, Parquet or NPZ, or CSV on standard output."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.errors import UsageError

Columns = Mapping[str, NDArray[Any]]
"""By name, each of shape (N,) or (N, d, ...)."""


def write(columns: Columns, path: Path | None) -> None:
    """Writes the columns in the format of the path's extension; without a path, CSV to stdout.

    Raises UsageError for an extension that is not known and where the system refuses.
    """
    if path is None:
        sys.stdout.write(as_csv(columns))
        return
    writers = {".csv": _csv, ".parquet": _parquet, ".npz": _npz}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UsageError(
            f"{path}: predictions are written as {', '.join(writers)}; found {path.suffix or 'none'}"
        )
    try:
        writer(columns, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def as_csv(columns: Columns) -> str:
    """A header and a line a row; numbers so that they read back as the same.

    >>> print(as_csv({"species": np.array(["setosa"], dtype=object), "p": np.array([0.25])}), end="")
    species,p
    setosa,0.25
    """
    flat = flattened(columns)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(flat)
    lines.writerows(zip(*(_cells(column) for column in flat.values()), strict=True))
    return text.getvalue()


def flattened(columns: Columns) -> dict[str, NDArray[Any]]:
    """Columns of arrays as one column a number: image -> image_0, image_1, ..."""
    flat: dict[str, NDArray[Any]] = {}
    for name, column in columns.items():
        if column.ndim == 1:
            flat[name] = column
        else:
            wide = column.reshape(len(column), -1)
            flat |= {f"{name}_{i}": wide[:, i] for i in range(wide.shape[1])}
    return flat


def _cells(column: NDArray[Any]) -> list[Any]:
    """float32 is written with the digits it has: 0.1, not 0.10000000149011612."""
    return [str(v) for v in column] if column.dtype == np.float32 else column.tolist()


def _csv(columns: Columns, path: Path) -> None:
    path.write_text(as_csv(columns), encoding="utf-8", newline="\n")


def _npz(columns: Columns, path: Path) -> None:
    plain = {n: c.astype(str) if c.dtype.kind == "O" else c for n, c in columns.items()}
    with path.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **plain)


def _parquet(columns: Columns, path: Path) -> None:
    import duckdb

    flat = flattened(columns)
    values = {n: c.tolist() for n, c in flat.items()}
    types = {n: _sql_type(c) for n, c in flat.items()}
    names = ", ".join(f"{_quoted(n)} {t}" for n, t in types.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE prediction ({names})")
        marks = ", ".join("?" for _ in flat)
        connection.executemany(
            f"INSERT INTO prediction VALUES ({marks})", list(zip(*values.values(), strict=True))
        )
        target = str(path).replace("'", "''")
        connection.execute(f"COPY prediction TO '{target}' (FORMAT parquet)")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sql_type(column: NDArray[Any]) -> str:
    return {"O": "VARCHAR", "U": "VARCHAR", "i": "BIGINT", "u": "BIGINT", "b": "BOOLEAN"}.get(
        column.dtype.kind, "FLOAT" if column.dtype == np.float32 else "DOUBLE"
    )
