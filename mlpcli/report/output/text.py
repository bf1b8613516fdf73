"""Predictions as CSV, TSV and JSON lines."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any, BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpcli.report.output.base import Columns, Writer, flattened


class CsvWriter(Writer):
    """A header and a line a row; numbers so that they read back as the same.

    >>> stream = io.BytesIO()
    >>> CsvWriter(stream).write({"species": np.array(["setosa"], dtype=object), "p": np.array([0.25])})
    >>> print(stream.getvalue().decode(), end="")
    species,p
    setosa,0.25
    """

    separator: ClassVar[str] = ","

    def __init__(self, stream: BinaryIO):
        super().__init__(stream)
        self._begun = False

    def write(self, columns: Columns) -> None:
        """The next lines; before the first the header."""
        flat = flattened(columns)
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n", delimiter=self.separator)
        if not self._begun:
            lines.writerow(flat)
            self._begun = True
        lines.writerows(zip(*(_cells(column) for column in flat.values()), strict=True))
        self.stream.write(text.getvalue().encode())
        self.stream.flush()


class TsvWriter(CsvWriter):
    """The same with tabs."""

    separator: ClassVar[str] = "\t"


class JsonLinesWriter(Writer):
    """An object a row.

    >>> stream = io.BytesIO()
    >>> JsonLinesWriter(stream).write({"digit": np.array([3]), "p": np.array([0.1], dtype=np.float32)})
    >>> print(stream.getvalue().decode(), end="")
    {"digit": 3, "p": 0.1}
    """

    def write(self, columns: Columns) -> None:
        """The next lines."""
        flat = flattened(columns)
        rows = zip(*(_values(column) for column in flat.values()), strict=True)
        lines = [json.dumps(dict(zip(flat, row, strict=True)), ensure_ascii=False) for row in rows]
        self.stream.write("".join(line + "\n" for line in lines).encode())
        self.stream.flush()


def _cells(column: NDArray[Any]) -> list[Any]:
    """float32 is written with the digits it has: 0.1, not 0.10000000149011612. NaN is an empty cell."""
    cells = [str(v) for v in column] if column.dtype == np.float32 else column.tolist()
    return ["" if v != v or v == "nan" else v for v in cells] if column.dtype.kind == "f" else cells


def _values(column: NDArray[Any]) -> list[Any]:
    """The same as JSON has it; what is not finite is null."""
    cells = [float(str(v)) for v in column] if column.dtype == np.float32 else column.tolist()
    if column.dtype.kind != "f":
        return cells
    return [v if math.isfinite(v) else None for v in cells]
