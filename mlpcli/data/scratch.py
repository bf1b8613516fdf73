"""A place on disk for data that is too large for memory, for as long as the program runs."""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.errors import DataError


def scratch_folder() -> Path:
    """TMPDIR if it is set; else /var/tmp, as /tmp is often kept in memory; else the system's own place."""
    usual = Path("/var/tmp")
    if not os.environ.get("TMPDIR") and usual.is_dir() and os.access(usual, os.W_OK):
        return usual
    return Path(tempfile.gettempdir())


def full(error: OSError) -> DataError:
    """What is said when nothing more goes onto the disk."""
    return DataError(
        f"{scratch_folder()}: no scratch space for data larger than memory ({error.strerror or error}); "
        "free some, or name another folder in the environment variable TMPDIR"
    )


class Scratch:
    """A file without a name: it vanishes with the program, however that ends.

    >>> scratch = Scratch()
    >>> scratch.append(np.arange(3.0)), scratch.append(np.arange(2.0))
    (0, 24)
    >>> scratch.read_into(np.empty(2), 8).tolist()
    [1.0, 2.0]
    """

    def __init__(self) -> None:
        self.size = 0
        self._lock = threading.Lock()
        try:
            self.file = tempfile.TemporaryFile(dir=scratch_folder(), buffering=0)  # noqa: SIM115
        except OSError as error:
            raise full(error) from None
        weakref.finalize(self, self.file.close)

    def append(self, array: NDArray[Any]) -> int:
        """Writes the numbers in C order behind all others; where they begin, in bytes."""
        return self.write(np.ascontiguousarray(array), self.size)

    def write(self, array: NDArray[Any], place: int) -> int:
        """Writes a contiguous array at this place; returns the place."""
        left = array.reshape(-1).view(np.uint8).data
        try:
            with self._lock:
                self.file.seek(place)
                while left:
                    left = left[self.file.write(left) :]
        except OSError as error:
            raise full(error) from None
        self.size = max(self.size, place + array.nbytes)
        return place

    def read_into(self, array: NDArray[Any], place: int) -> NDArray[Any]:
        """Fills a contiguous array with the numbers that stand at this place."""
        left = array.reshape(-1).view(np.uint8).data
        while left:
            count = self._read(left, place)
            if not count:
                raise EOFError("the scratch file ends too early")
            left, place = left[count:], place + count
        return array

    def _read(self, buffer: memoryview, place: int) -> int:
        """Processes that were forked share the file's position; preadv needs none."""
        if hasattr(os, "preadv"):
            return os.preadv(self.file.fileno(), [buffer], place)
        with self._lock:
            self.file.seek(place)
            return self.file.readinto(buffer) or 0
