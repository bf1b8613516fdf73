"""Standard input as a file, since tables are looked at as a whole before a row of them is used."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlpcli.data.scratch import full, scratch_folder


@contextmanager
def as_file(kind: str | None) -> Iterator[tuple[Path, str]]:
    """The folder and the name of a file with all that comes from stdin; its format is CSV unless given.

    It is on disk, so what comes may be larger than memory. Packed by gzip it is unpacked later.
    """
    with tempfile.TemporaryDirectory(prefix="mlp-", dir=scratch_folder()) as name:
        start = sys.stdin.buffer.read(2)
        file = f"stdin.{kind or 'csv'}" + (".gz" if start == b"\x1f\x8b" else "")
        try:
            with (Path(name) / file).open("wb") as copy:
                copy.write(start)
                shutil.copyfileobj(sys.stdin.buffer, copy)
        except OSError as error:
            raise full(error) from None
        yield Path(name), file
