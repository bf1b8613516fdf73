"""Whether a compressed table is whole.

DuckDB does not compare a .gz file's checksum, and takes the first half of a .zst file for all of it. A table
that lost its end trains without complaint, so this is looked at before.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO

from mlpcli.data.source.base import BLOCK, readable
from mlpcli.errors import DataError


def check_whole(path: Path, origin: str) -> None:
    """Raises DataError for a .gz or .zst file that is cut off, damaged, or something else."""
    suffix = path.suffix.lower()
    if suffix not in (".gz", ".zst"):
        return
    with readable(origin):
        try:
            if suffix == ".gz":
                _unpack(path)
            else:
                with path.open("rb") as file:
                    _frames(file, path.stat().st_size)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise DataError(f"{origin}: is damaged or not a {suffix} file") from None


def _unpack(path: Path) -> None:
    """Unpacks the file for its length and checksum alone."""
    with gzip.open(path) as file:
        while file.read(BLOCK):
            pass


def _frames(file: BinaryIO, size: int) -> None:
    """Steps over the frames of a Zstandard file by the lengths they declare (RFC 8878, section 3.1)."""
    while file.tell() < size:
        magic = _number(file, 4)
        if 0x184D2A50 <= magic <= 0x184D2A5F:  # a frame for others' use
            _skip(file, _number(file, 4), size)
        elif magic == 0xFD2FB528:
            _frame(file, size)
        else:
            raise EOFError


def _frame(file: BinaryIO, size: int) -> None:
    described = _number(file, 1)
    single = described >> 5 & 1
    dictionary = (0, 1, 2, 4)[described & 3]
    content = (single, 2, 4, 8)[described >> 6]
    _skip(file, (1 - single) + dictionary + content, size)
    last = False
    while not last:
        block = _number(file, 3)
        last = bool(block & 1)
        repeated = block >> 1 & 3 == 1  # one byte, standing for many
        _skip(file, 1 if repeated else block >> 3, size)
    _skip(file, 4 * (described >> 2 & 1), size)


def _number(file: BinaryIO, width: int) -> int:
    read = file.read(width)
    if len(read) < width:
        raise EOFError
    return int.from_bytes(read, "little")


def _skip(file: BinaryIO, length: int, size: int) -> None:
    if file.seek(length, 1) > size:
        raise EOFError
