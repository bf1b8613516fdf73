"""Predictions as a file: CSV, Parquet or NPZ, or CSV on standard output."""

from __future__ import annotations

import csv
import io
import math
import sys
import zipfile
from collections.abc import Callable, Mapping
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
    try:
        if path is None:
            sys.stdout.write(as_csv(columns))
            sys.stdout.flush()
        else:
            writer_for(path)(columns, path)
    except BrokenPipeError:  # whoever reads has seen enough
        raise
    except OSError as error:
        raise UsageError(f"{path or 'stdout'} cannot be written: {error.strerror or error}") from None


def writer_for(path: Path) -> Callable[[Columns, Path], None]:
    """What writes a file of this extension. Raises UsageError if nothing does."""
    writers = {".csv": _csv, ".parquet": _parquet, ".npz": _npz}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UsageError(
            f"{path}: predictions are written as {', '.join(writers)}; found {path.suffix or 'none'}"
        )
    return writer


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
            wide = column.reshape(len(column), math.prod(column.shape[1:]))
            flat |= {f"{name}_{i}": wide[:, i] for i in range(wide.shape[1])}
    return flat


def _cells(column: NDArray[Any]) -> list[Any]:
    """float32 is written with the digits it has: 0.1, not 0.10000000149011612. NaN is an empty cell."""
    cells = [str(v) for v in column] if column.dtype == np.float32 else column.tolist()
    return ["" if v != v or v == "nan" else v for v in cells] if column.dtype.kind == "f" else cells


def _csv(columns: Columns, path: Path) -> None:
    path.write_text(as_csv(columns), encoding="utf-8", newline="\n")


def _npz(columns: Columns, path: Path) -> None:
    """Text without None, which only pickle can store: a missing one is empty."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:  # savez has names of its own, as "file"
        for name, column in columns.items():
            is_text = column.dtype.kind == "O"
            plain = np.array(["" if v is None else str(v) for v in column]) if is_text else column
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, plain, allow_pickle=False)


def _parquet(columns: Columns, path: Path) -> None:
    import duckdb

    with path.open("ab"):  # for the system's reason, if it refuses
        pass
    target = str(path).replace("'", "''")
    try:
        with duckdb.connect() as connection:
            connection.register("prediction", flattened(columns))
            connection.execute(f"COPY (FROM prediction) TO '{target}' (FORMAT parquet)")
    except duckdb.Error as error:
        raise OSError(str(error)) from None
