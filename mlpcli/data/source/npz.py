"""Arrays that NumPy saved with savez."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.confined.bounds import bounded
from mlpcli.data.frame import Frame
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.scratch import Scratch
from mlpcli.data.source.arrays import fits
from mlpcli.data.source.base import BLOCK, Source, locate, readable
from mlpcli.data.source.column import check_type, column, frame
from mlpcli.errors import DataError


class Npz(Source):
    """Reads the arrays of a .npz file, each a column, rows along the first axis.

    `np.savez("train.npz", x=x, y=y)` gives the columns x and y. Arrays of Python objects are refused, as
    reading them can run a program that stands in the file; so are arrays that declare more than 256 MiB and
    20 times the size of the file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     np.savez(Path(folder) / "train.npz", x=[[1.0, 2.0], [3.0, 4.0]], y=["no", "yes"])
    ...     frame = Npz(path="train.npz").read(Path(folder))
    >>> frame.columns["x"].shape, frame.columns["y"].tolist()
    ((2, 2), ['no', 'yes'])
    """

    kind: Literal["npz"] = "npz"
    path: str = Field(min_length=1, description="the file, seen from the spec's folder")
    arrays: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] | None = Field(
        None, description="names of the arrays to read; null: all"
    )

    def files(self, folder: Path) -> tuple[Path, ...]:
        """The file."""
        return (locate(self.path, folder),)

    def read(self, folder: Path) -> Frame:
        """The arrays, in the order of `arrays` or of the file."""
        return self._read(folder, None)

    def open(self, folder: Path) -> Frame:
        """The same, the numbers of a large file on disk."""
        return self._read(folder, Scratch() if self.large(folder) else None)

    def _read(self, folder: Path, scratch: Scratch | None) -> Frame:
        path = locate(self.path, folder)
        with readable(self.path):
            try:
                with zipfile.ZipFile(path) as file:
                    return frame(self._columns(file, path, scratch), self.path)
            except DataError:
                raise
            except MemoryError:
                raise DataError(f"{self.path}: does not fit into memory") from None
            except Exception as error:  # of whatever kind zipfile, zlib and NumPy have for a damaged file
                raise DataError(f"{self.path}: is damaged or not a .npz file ({error})") from None

    def _columns(
        self, file: zipfile.ZipFile, path: Path, scratch: Scratch | None
    ) -> dict[str, NDArray[Any] | OnDisk]:
        members = [info for info in file.infolist() if info.filename.endswith(".npy")]
        found = {info.filename.removesuffix(".npy"): info for info in members}
        if len(found) < len(members):
            raise DataError(f"{self.path}: holds two arrays of the same name")
        names = tuple(found) if self.arrays is None else self.arrays
        for name in names:
            if name not in found:
                raise DataError(f"{self.path}: has no array {name!r}; it has {', '.join(found) or 'none'}")
        bounded(sum(found[name].file_size for name in names), path, self.path)
        columns: dict[str, NDArray[Any] | OnDisk] = {}
        for name in names:
            with file.open(found[name]) as member:
                columns[name] = self._array(member, found[name].file_size, name, scratch)
        return columns

    def _array(
        self, member: IO[bytes], size: int, name: str, scratch: Scratch | None
    ) -> NDArray[Any] | OnDisk:
        where = f"{self.path}, array {name}"
        version = np.lib.format.read_magic(member)
        if version == (1, 0):
            header = np.lib.format.read_array_header_1_0(member)
        elif version == (2, 0):
            header = np.lib.format.read_array_header_2_0(member)
        else:
            raise DataError(f"{where}: is of format {version}; known are (1, 0) and (2, 0)")
        shape, fortran, dtype = header
        check_type(dtype, where)
        declared = int(np.prod(shape, dtype=object)) * dtype.itemsize
        if member.tell() + declared != size:
            raise DataError(f"{where}: declares {declared:,} bytes, holds {size - member.tell():,}")
        if scratch is not None and shape and fits(dtype) and not fortran:
            place = scratch.size
            while block := member.read(BLOCK):
                scratch.append(np.frombuffer(block, np.uint8))
            return OnDisk(scratch, place, shape, dtype)
        array = np.frombuffer(member.read(), dtype)
        return column(array.reshape(shape[::-1]).T if fortran else array.reshape(shape), where)
