"""The columns of a large table in a scratch file: chunk after chunk of rows, in each column after column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.frame import Stored
from mlpcli.data.scratch import Scratch

MERGED = 10_000
"""Different texts of a column up to which each is kept once, and cells are their numbers."""


@dataclass(eq=False)
class _Texts:
    """The texts of a column in the order in which they were first seen."""

    numbers: dict[str | None, int] = field(default_factory=dict)
    seen: NDArray[Any] | None = None

    def coded(self, cells: Sequence[str | None]) -> NDArray[np.int32] | None:
        """The number of each cell; None once there are too many texts."""
        if len(self.numbers) > MERGED:
            return None
        numbers, self.seen = self.numbers, None
        return np.array([numbers.setdefault(cell, len(numbers)) for cell in cells], np.int32)

    def cells(self, codes: NDArray[np.int32]) -> NDArray[Any]:
        """The texts of these numbers: equal ones are the same object."""
        if self.seen is None:
            self.seen = np.array([*self.numbers, None], dtype=object)[:-1]
        return self.seen[codes]


@dataclass(frozen=True)
class _Run:
    """A column in a chunk: numbers of a type at a place, or the lengths of texts and then their bytes.

    `coded`: the numbers are those of the column's texts. `size` are the bytes of the texts.
    """

    place: int
    dtype: np.dtype[Any]
    coded: bool = False
    size: int = -1


class SpooledColumns(Stored):
    """Each column is read when it is asked for, and kept until the next one is.

    >>> columns = SpooledColumns(["a", "b"])
    >>> columns.append([np.array([1, 2]), np.array(["x", None], dtype=object)])
    >>> columns.append([np.array([np.nan]), np.array(["x"], dtype=object)])
    >>> columns["a"].tolist(), columns["b"].tolist(), columns.part(1, 3)["b"].tolist()
    ([1.0, 2.0, nan], ['x', None, 'x'], [None, 'x'])
    """

    def __init__(self, names: Sequence[str]):
        self.rows = 0
        self._scratch = Scratch()
        self._starts: list[int] = []
        self._chunks: list[list[_Run]] = []
        self._texts = [_Texts() for _ in names]
        self._types: list[np.dtype[Any]] = []
        self._latest: tuple[str, NDArray[Any]] | None = None
        self.named(names)

    def named(self, names: Sequence[str]) -> SpooledColumns:
        """The same columns under other names."""
        self._numbers, self._latest = {name: i for i, name in enumerate(names)}, None
        return self

    def append(self, columns: Sequence[NDArray[Any]]) -> None:
        """More rows. Whole numbers of a column that has others elsewhere will be read as such."""
        if not len(columns[0]):
            return
        self._starts.append(self.rows)
        self._chunks.append([self._written(i, column) for i, column in enumerate(columns)])
        types = [column.dtype for column in columns]
        before = self._types or types
        self._types = [np.promote_types(a, b) if a != b else a for a, b in zip(before, types, strict=True)]
        self.rows += len(columns[0])

    def _written(self, i: int, column: NDArray[Any]) -> _Run:
        if column.dtype != object:
            return _Run(self._scratch.append(column), column.dtype)
        cells: list[str | None] = column.tolist()
        codes = self._texts[i].coded(cells)
        if codes is not None:
            return _Run(self._scratch.append(codes), codes.dtype, coded=True)
        lengths = np.array([-1 if cell is None else len(cell) for cell in cells], np.int32)
        text = np.frombuffer("".join(filter(None, cells)).encode(), np.uint8)
        place = self._scratch.append(lengths)
        self._scratch.append(text)
        return _Run(place, lengths.dtype, size=text.nbytes)

    @property
    def width(self) -> int:
        """Columns."""
        return len(self._numbers)

    def part(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The rows from start to stop."""
        return {name: self._read(i, start, stop) for name, i in self._numbers.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if self._latest is None or self._latest[0] != name:
            self._latest = None  # before the next one is there
            self._latest = name, self._read(self._numbers[name], 0, self.rows)
        return self._latest[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def _read(self, i: int, start: int, stop: int) -> NDArray[Any]:
        found = np.empty(max(min(stop, self.rows) - start, 0), self._types[i])
        at = 0
        for k in range(max(bisect_right(self._starts, start) - 1, 0), len(self._chunks)):
            if at == len(found):
                break
            first = start + at - self._starts[k]
            end = self._starts[k + 1] if k + 1 < len(self._starts) else self.rows
            count = min(end - self._starts[k] - first, len(found) - at)
            found[at : at + count] = self._cells(i, self._chunks[k][i], end - self._starts[k], first, count)
            at += count
        return found

    def _cells(self, i: int, run: _Run, rows: int, first: int, count: int) -> NDArray[Any]:
        """`count` cells of a chunk of so many rows."""
        if run.size < 0:
            array = np.empty(count, run.dtype)
            self._scratch.read_into(array, run.place + first * run.dtype.itemsize)
            return self._texts[i].cells(array) if run.coded else array
        lengths = self._scratch.read_into(np.empty(rows, run.dtype), run.place)
        raw = self._scratch.read_into(np.empty(run.size, np.uint8), run.place + lengths.nbytes)
        text, ends = raw.tobytes().decode(), np.maximum(lengths, 0).cumsum()
        cells = np.empty(count, dtype=object)
        wanted = slice(first, first + count)
        for j, (end, length) in enumerate(zip(ends[wanted].tolist(), lengths[wanted].tolist(), strict=True)):
            cells[j] = None if length < 0 else text[end - length : end]
        return cells
