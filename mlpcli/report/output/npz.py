"""Predictions as NumPy's arrays."""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.scratch import Scratch
from mlpcli.report.output.base import Columns, Writer

Part: TypeAlias = "tuple[int, tuple[int, ...], np.dtype[Any]]"


class NpzWriter(Writer):
    """An array a column. Text without None, which only pickle can store: a missing one is empty.

    An array's length and type stand in front of it, so portions wait on disk until the end is known.
    """

    binary: ClassVar[bool] = True

    def __init__(self, stream: BinaryIO):
        super().__init__(stream)
        self._scratch = Scratch()
        self._parts: dict[str, list[Part]] = {}

    def write(self, columns: Columns) -> None:
        """The next rows."""
        for name, column in columns.items():
            plain = np.ascontiguousarray(_plain(column))
            part = (self._scratch.append(plain), plain.shape, plain.dtype)
            self._parts.setdefault(name, []).append(part)

    def end(self) -> None:
        """Writes the archive."""
        with zipfile.ZipFile(
            self.stream, "w", zipfile.ZIP_STORED
        ) as archive:  # savez has own names, as "file"
            for name, parts in self._parts.items():
                dtype = np.result_type(*(dtype for _, _, dtype in parts))
                rows = sum(shape[0] for _, shape, _ in parts)
                header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False}
                with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                    shape = (rows, *parts[0][1][1:])
                    np.lib.format.write_array_header_1_0(file, header | {"shape": shape})
                    for place, shape, own in parts:
                        piece = self._scratch.read_into(np.empty(shape, own), place)
                        file.write(np.ascontiguousarray(piece.astype(dtype, copy=False)).tobytes())


def _plain(column: NDArray[Any]) -> NDArray[Any]:
    if column.dtype.kind != "O":
        return column
    return np.array(["" if v is None else str(v) for v in column], dtype=np.str_)
