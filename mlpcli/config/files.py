"""Reads a spec from a file or from standard input, and says plainly why a file cannot be one."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import BinaryIO

from mlpcli.config.document import Document, Place
from mlpcli.config.reader import LARGEST_TEXT, read
from mlpcli.errors import LONGEST, SpecError

_SUFFIXES = (".yaml", ".yml", ".json")


def load_document(path: str | Path) -> Document:
    """The document in the file at `path`; `-` is standard input. Raises SpecError."""
    if str(path) == "-":
        return read(_decode(_head(sys.stdin.buffer), "<stdin>"), "<stdin>")
    return read(_decode(_bytes(Path(path)), str(path)), str(path))


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SpecError(f"{path}: a folder; expected a YAML file{_files_in(path)}")
        with path.open("rb") as stream:
            return _head(stream)
    except FileNotFoundError:
        raise SpecError(f"{path}: no such file{_near(path)}") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(f"{path}: cannot be read: {reason}") from None


def _head(stream: BinaryIO) -> bytes:
    """At most one byte more than a spec may have, four bytes a character: the source may never end."""
    return stream.read(4 * LARGEST_TEXT + 1)


def _files_in(folder: Path) -> str:
    names = sorted(p.name for p in folder.iterdir() if p.suffix in _SUFFIXES)
    return f", such as {folder / names[0]}" if names else ""


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return f"; nor is there a folder {path.parent}"
    names = [p.name for p in path.parent.iterdir() if p.suffix in _SUFFIXES]
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"; did you mean '{path.parent / close[0]}'?" if close else ""


def _decode(data: bytes, file: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _at(file, data, 0, "text in UTF-16; save it as UTF-8")
    if b"\0" in data:
        what = "an HDF5 file" if data[:2048].find(b"\x89HDF\r\n\x1a\n") >= 0 else "a binary file"
        raise _at(file, data, data.index(b"\0"), f"{what}; expected text in YAML")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise _at(file, data, error.start, message) from None


def _at(file: str, data: bytes, at: int, message: str) -> SpecError:
    """What is wrong with a byte; what is no text on its line is shown as one mark a byte."""
    start = data.rfind(b"\n", 0, at) + 1
    stop = data.find(b"\n", at, at + LONGEST)
    line, before = data[start : stop if stop >= 0 else at + LONGEST], data[start:at]
    column = len(before.decode("utf-8", "replace")) + 1
    place = Place(file, data.count(b"\n", 0, at) + 1, column, 1, line.decode("utf-8", "replace"))
    return SpecError([place.problem("", message)])
