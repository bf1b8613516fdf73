"""Predictions as a file or on standard output, written portion by portion.

| format | extension | numbers | a missing cell | columns of arrays |
|---|---|---|---|---|
| csv | .csv | so that they read back as the same | empty | a column a number, image_0, image_1, ... |
| tsv | .tsv | the same | empty | the same |
| jsonl | .jsonl .ndjson | the same | null | the same |
| parquet | .parquet | in their own type | NULL | the same |
| npz | .npz | in their own type | NaN, empty text | an array |

A file appears under its name when it is complete, and never before.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from mlpcli.errors import UsageError
from mlpcli.report.output.base import Columns, Writer, flattened
from mlpcli.report.output.npz import NpzWriter
from mlpcli.report.output.parquet import ParquetWriter
from mlpcli.report.output.text import CsvWriter, JsonLinesWriter, TsvWriter

WRITERS: dict[str, type[Writer]] = {
    "csv": CsvWriter,
    "tsv": TsvWriter,
    "parquet": ParquetWriter,
    "npz": NpzWriter,
    "jsonl": JsonLinesWriter,
}
_EXTENSIONS = {f".{name}": name for name in WRITERS} | {".ndjson": "jsonl"}


def format_of(path: Path | None, given: str | None = None) -> str:
    """The format of a file by its extension, or as given; that of standard output (None) is CSV unless given.

    >>> format_of(Path("p.parquet")), format_of(None), format_of(None, "jsonl")
    ('parquet', 'csv', 'jsonl')
    """
    if path is None:
        return given or "csv"
    found = _EXTENSIONS.get(path.suffix.lower(), given)
    if found is None:
        raise UsageError(
            f"{path}: predictions are written as {', '.join(_EXTENSIONS)}; found {path.suffix or 'none'}; "
            "or say which with --format"
        )
    return found


@contextmanager
def output(path: Path | None, kind: str) -> Iterator[Writer]:
    """A writer in a format; to a file, which appears when everything is written, or to standard output.

    Raises UsageError where the system refuses.
    """
    writer = WRITERS[kind]
    try:
        if path is None:
            if writer.binary and sys.stdout.isatty():
                raise UsageError(f"{kind} is not for a terminal: name a file with -o, or use a pipe")
            sys.stdout.flush()
            with writer.on(sys.stdout.buffer) as opened:
                yield opened
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():  # a pipe with a name, /dev/null
            with path.open("wb") as named, writer.on(cast(BinaryIO, named)) as opened:
                yield opened
        else:
            with _replacing(path) as stream, writer.on(stream) as opened:
                yield opened
    except BrokenPipeError:  # whoever reads has seen enough
        raise
    except OSError as error:
        raise UsageError(f"{path or 'stdout'} cannot be written: {error.strerror or error}") from None


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file beside the path, which takes its name if all goes well and is removed if not."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        with suppress(OSError):
            Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


__all__ = ["WRITERS", "Columns", "Writer", "flattened", "format_of", "output"]
