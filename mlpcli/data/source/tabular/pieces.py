"""A large text table cut into small ones: files of whole lines, one at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

from mlpcli.data.scratch import full, scratch_folder
from mlpcli.data.source.base import readable


def pieces(path: Path, origin: str, quote: str, size: int) -> Generator[Path, None, None]:
    """The file in pieces of about `size` bytes that are tables of their own, the first with the first line.

    Each is there until the next one is asked for. A line end inside of quotes is no place to cut, so a piece
    ends where as many quotes open as close. Where it ends inside a quoted cell all the same, as a file may
    have single quotes that mean nothing, whoever reads it finds a quote that is not closed.
    """
    with tempfile.TemporaryDirectory(prefix="mlp-", dir=scratch_folder()) as folder:
        for number, text in enumerate(_cut(path, origin, quote.encode(), size)):
            piece = Path(folder) / f"{number}.csv"  # DuckDB remembers files by their names
            try:
                piece.write_bytes(text)
            except OSError as error:
                raise full(error) from None
            yield piece
            piece.unlink()


def _cut(path: Path, origin: str, quote: bytes, size: int) -> Iterator[bytes]:
    rest = b""
    with readable(origin), path.open("rb") as file:
        while block := file.read(size):
            rest += block
            end = _end(rest, quote)
            if end:
                yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _end(text: bytes, quote: bytes) -> int:
    r"""Behind the last line end outside of quotes; without one behind the last line end, 0 without any.

    >>> _end(b'a,b\n"c\n', b'"'), _end(b'a"\nb\nc', b'"'), _end(b"abc", b"")
    (4, 5, 0)
    """
    last = end = text.rfind(b"\n")
    if quote and quote in text:
        behind, odd = len(text), text.count(quote) % 2
        while end >= 0:
            odd ^= text.count(quote, end, behind) % 2
            if not odd:
                return end + 1
            behind, end = end, text.rfind(b"\n", 0, end)
    return last + 1
