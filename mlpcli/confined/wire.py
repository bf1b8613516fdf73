"""Named arrays, texts and numbers as bytes, from the process that read a file to the one that asked for it.

A line of JSON (its length before it), then the arrays' bytes one after another. The receiver believes
nothing: types are from a list, and sizes are those of the bytes that are there.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Stretch:
    """Numbers that stay in the stream: an array of this shape and type, from the start-th byte on."""

    start: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


Value: TypeAlias = NDArray[Any] | str | int | float | bool

PIECE = 8 << 20
"""Bytes that are looked at together."""

_HEAD = re.compile(rb"[0-9]{1,12}\n")
_TYPE = re.compile(r"[<>|][biuf][0-9]{1,2}")


def send(stream: IO[bytes], values: Mapping[str, Value] | str) -> None:
    """Writes the values, or the reason why there are none. Arrays of objects hold str or None."""
    if isinstance(values, str):
        entries: Any = values
    else:
        entries = [[name, *_described(value)] for name, value in values.items()]
    head = json.dumps(entries).encode("ascii")
    stream.write(b"%d\n" % len(head))
    stream.write(head)
    for value in () if isinstance(values, str) else values.values():
        if isinstance(value, np.ndarray) and value.dtype != object:
            stream.write(np.ascontiguousarray(value).reshape(-1).view(np.uint8).data)
    stream.flush()


def receive(stream: IO[bytes], *, leave: bool = False) -> dict[str, Value | Stretch] | str:
    """The inverse. What is no message of this form becomes a reason.

    leave: arrays of numbers stay where they are, and stretches of the stream stand for them.
    """
    try:
        line = stream.readline(20)
        if not _HEAD.fullmatch(line):
            raise ValueError
        entries = json.loads(stream.read(int(line)))
        if isinstance(entries, str):
            return " ".join(entries.split())
        if not isinstance(entries, list):
            raise ValueError
        return {str(name): _value(stream, leave, *description) for name, *description in entries}
    except (ValueError, TypeError, RecursionError, EOFError):
        return "is damaged: nothing that makes sense could be read from it"


def _described(value: Value) -> tuple[Any, ...]:
    if not isinstance(value, np.ndarray):
        return (value,)
    if value.dtype == object:
        return ("texts", list(value.shape), value.ravel().tolist())
    return (value.dtype.str, list(value.shape))


def _value(
    stream: IO[bytes], leave: bool, first: Any, shape: Any = None, texts: Any = None
) -> Value | Stretch:
    if shape is None:
        if not isinstance(first, str | int | float):
            raise ValueError
        return first
    if not all(isinstance(n, int) and n >= 0 for n in shape):
        raise ValueError
    if first == "texts":
        if not all(text is None or isinstance(text, str) for text in texts):
            raise ValueError
        array = np.empty(len(texts), dtype=object)
        array[:] = texts
        return array.reshape(shape)
    if not _TYPE.fullmatch(first):
        raise ValueError
    dtype, count = np.dtype(first), math.prod(shape)
    if count * dtype.itemsize > os.fstat(stream.fileno()).st_size - stream.tell():
        raise EOFError
    if leave:
        return _left(stream, Stretch(stream.tell(), tuple(shape), dtype), count * dtype.itemsize)
    held = stream.read(count * dtype.itemsize)
    _check_truth(held, dtype)
    return np.frombuffer(bytearray(held), dtype).reshape(shape)


def _left(stream: IO[bytes], stretch: Stretch, size: int) -> Stretch:
    for place in range(0, size if stretch.dtype.kind == "b" else 0, PIECE):
        _check_truth(stream.read(min(PIECE, size - place)), stretch.dtype)
    stream.seek(stretch.start + size)
    return stretch


def _check_truth(held: bytes, dtype: np.dtype[Any]) -> None:
    if dtype.kind == "b" and held.strip(b"\0\1"):
        raise ValueError
