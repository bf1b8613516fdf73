"""What every writer of predictions does: take portions of columns, and end the file."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, ClassVar, TypeAlias, TypeVar

from numpy.typing import NDArray

Columns: TypeAlias = Mapping[str, NDArray[Any]]
"""By name, each of shape (N,) or (N, d, ...)."""

W = TypeVar("W", bound="Writer")


class Writer(ABC):
    """Writes columns to a stream of bytes. All portions have the same columns."""

    binary: ClassVar[bool] = False

    def __init__(self, stream: BinaryIO):
        self.stream = stream

    @abstractmethod
    def write(self, columns: Columns) -> None:
        """The next rows."""

    def end(self) -> None:  # noqa: B027  # text has no end
        """Completes the file."""

    def discard(self) -> None:  # noqa: B027  # text takes nothing
        """Gives back whatever the writer took besides the stream."""

    @classmethod
    @contextmanager
    def on(cls: type[W], stream: BinaryIO) -> Iterator[W]:
        """A writer that ends the file if nothing goes wrong."""
        writer = cls(stream)
        try:
            yield writer
            writer.end()
        finally:
            writer.discard()


def flattened(columns: Columns) -> dict[str, NDArray[Any]]:
    """Columns of arrays as one column a number: image -> image_0, image_1, ..."""
    flat: dict[str, NDArray[Any]] = {}
    for name, column in columns.items():
        if column.ndim == 1:
            flat[name] = column
        else:
            wide = column.reshape(len(column), math.prod(column.shape[1:]))
            flat |= {f"{name}_{i}": wide[:, i] for i in range(wide.shape[1])}
    return flat
