"""What every source is: a named place that data comes from, and how its bytes are told from others."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlpcli.component import Component
from mlpcli.data.frame import Frame
from mlpcli.errors import DataError

BLOCK = 1 << 20
LARGE = 4 << 20
"""Bytes up to which files are simply read."""


class Source(Component):
    """Where rows come from. Relative paths start in `folder`, the folder of the spec (or the working one).

    Everything that is wrong with the data raises DataError.
    """

    @abstractmethod
    def read(self, folder: Path) -> Frame:
        """All the rows, in the order of the file."""

    def open(self, folder: Path) -> Frame:
        """What `read` gives; the columns of a `large` file stay on disk where the kind of file allows it."""
        return self.read(folder)

    def large(self, folder: Path) -> bool:
        """Whether the files are so large that reading them as a whole would take much memory."""
        return sum(map(unpacked, self.files(folder))) > LARGE

    @abstractmethod
    def files(self, folder: Path) -> tuple[Path, ...]:
        """The files that `read` opens."""

    def fingerprint(self, folder: Path) -> str:
        """SHA-256 of the files' bytes, one file after the other, as 64 hexadecimal digits.

        Of a single file it is what `sha256sum` prints.
        """
        digest = hashlib.sha256()
        for path in self.files(folder):
            with readable(path.name), path.open("rb") as file:
                while block := file.read(BLOCK):
                    digest.update(block)
        return digest.hexdigest()


def unpacked(file: Path) -> int:
    """Bytes of a file's content, a guess by its name; 0 where it is not there, which is found out later."""
    try:
        size = file.stat().st_size
    except OSError:
        return 0
    return size * 8 if file.suffix.lower() in (".gz", ".zst", ".parquet") else size


def locate(path: str, folder: Path) -> Path:
    """The existing file that a spec in `folder` calls `path`, as an absolute path."""
    place = folder.absolute() / path
    with readable(path):
        if place.is_file():
            return place
        found = place.exists()
    if found:
        raise DataError(f"{path}: is not a file (looked in {folder.absolute()})")
    raise DataError(f"no such file: {path} (looked in {folder.absolute()})")


@contextmanager
def readable(origin: str) -> Iterator[None]:
    """Inside, the system's refusals (no permission, a name too long, a disk that fails) are DataErrors."""
    try:
        yield
    except OSError as error:
        raise DataError(f"{origin}: cannot be read: {error.strerror or error}") from None
