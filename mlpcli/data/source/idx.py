"""The format of the MNIST family: pictures in one file, their labels in another."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.confined.bounds import bounded
from mlpcli.data.frame import Frame
from mlpcli.data.source.base import Source, locate, readable
from mlpcli.data.source.column import column, frame
from mlpcli.errors import DataError

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


class Idx(Source):
    """Reads IDX files, packed with gzip or not: column `image`, and column `label`, the target.

    Such a file is two zero bytes, one for the type of the numbers, one for the number of axes, the length
    of each axis as four bytes, then the numbers; the largest byte comes first.

    *Source:* LeCun, Cortes, Burges: The MNIST database of handwritten digits, "file formats".

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "labels.idx").write_bytes(bytes([0, 0, 8, 1]) + bytes([0, 0, 0, 3]) + b"abc")
    ...     frame = Idx(images="labels.idx").read(Path(folder))
    >>> frame.columns["image"].tolist()
    [97, 98, 99]
    """

    kind: Literal["idx"] = "idx"
    images: str = Field(min_length=1, description="file of the pictures, seen from the spec's folder")
    labels: str | None = Field(None, min_length=1, description="file of the labels; null: there are none")

    def files(self, folder: Path) -> tuple[Path, ...]:
        """The pictures, and the labels if there are any."""
        return tuple(locate(path, folder) for path in (self.images, self.labels) if path is not None)

    def read(self, folder: Path) -> Frame:
        """Columns `image` (N, height, width) and `label` (N,), in the types of the files."""
        columns = {"image": _read(self.images, folder)}
        if self.labels is None:
            return frame(columns, self.images)
        columns["label"] = _read(self.labels, folder)
        if columns["label"].ndim != 1:
            raise DataError(f"{self.labels}: has {columns['label'].ndim} axes; labels have one")
        return frame(columns, self.images, target="label")


def _read(origin: str, folder: Path) -> NDArray[Any]:
    path = locate(origin, folder)
    with readable(origin):
        try:
            with path.open("rb") as file:
                packed = file.read(2) == b"\x1f\x8b"
            with cast(BinaryIO, gzip.open(path)) if packed else path.open("rb") as file:
                return _array(file, path, origin)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise DataError(f"{origin}: is damaged; fetch it again") from None
        except MemoryError:
            raise DataError(f"{origin}: does not fit into memory") from None


def _array(file: BinaryIO, path: Path, origin: str) -> NDArray[Any]:
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in _TYPES or start[3] == 0:
        raise DataError(f"{origin}: is not an IDX file (it begins with {start!r})")
    lengths = file.read(4 * start[3])
    if len(lengths) < 4 * start[3]:
        raise DataError(f"{origin}: ends inside its header")
    shape = struct.unpack(f">{start[3]}I", lengths)
    dtype = np.dtype(_TYPES[start[2]])
    declared = math.prod(shape) * dtype.itemsize
    bounded(declared, path, origin)
    content = file.read(declared)
    if len(content) < declared or file.read(1):
        held = "more" if len(content) == declared else f"{len(content):,}"
        raise DataError(f"{origin}: declares {declared:,} bytes of numbers and holds {held}")
    return column(np.frombuffer(content, dtype).reshape(shape), origin)
