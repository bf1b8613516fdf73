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


class Source(Component):
    """Where rows come from. Relative paths start in `folder`, the folder of the spec (or the working one).

    Everything that is wrong with the data raises DataError.
    """

    @abstractmethod
    def read(self, folder: Path) -> Frame:
        """All the rows, in the order of the file."""

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
