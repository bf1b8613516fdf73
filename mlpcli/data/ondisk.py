"""Rows of numbers that stay on disk and are read as they are asked for."""

from __future__ import annotations

import math
from types import EllipsisType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mlpcli.data.scratch import Scratch

Key: TypeAlias = "int | slice | NDArray[np.intp] | tuple[int | slice | EllipsisType, ...]"

GATHERED = 4096
"""Rows that are looked for together when single ones are asked for."""

SPREAD = 8
"""Rows between two wanted ones that are read along; beyond, each wanted row is read alone."""

READ = 4 << 20
"""Bytes of records that are read at a time where only a part of each is wanted."""


class OnDisk:
    """An array of shape (N, d, ...) in a scratch file: what is asked for by rows is read, and nothing else.

    It can be asked for rows as an array can (a slice, row numbers, a single row), and reshaped to (N, D).
    NumPy's functions take it for the array that it stands for, and read all of it.

    The rows may be part of longer records: `record` numbers each, of which those from `start` on are meant.

    >>> scratch = Scratch()
    >>> place = scratch.append(np.arange(12.0).reshape(4, 3))
    >>> rows = OnDisk(scratch, place, (4, 2), np.dtype("f8"), record=3, start=1)
    >>> rows[1:3].tolist(), rows[np.array([3, 0])].tolist()
    ([[4.0, 5.0], [7.0, 8.0]], [[10.0, 11.0], [1.0, 2.0]])
    """

    def __init__(
        self,
        scratch: Scratch,
        place: int,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        record: int | None = None,
        start: int = 0,
    ):
        self.scratch, self.place, self.shape, self.dtype = scratch, place, shape, dtype
        self.width = math.prod(shape[1:])
        self.record, self.start = record or self.width, start

    @property
    def ndim(self) -> int:
        """Axes, that of the rows among them."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Numbers."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes on disk."""
        return self.size * self.dtype.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Key) -> NDArray[Any]:
        if isinstance(key, tuple):  # x[..., a:b, :] of two axes
            rest = [k for k in key if k is not Ellipsis]
            if not rest or rest[1:] not in ([], [slice(None)]) or (len(rest) == 1 and key[0] is Ellipsis):
                return np.asarray(self)[key]
            key = rest[0]
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            return self._rows(start, max(stop, start)) if step == 1 else np.asarray(self)[key]
        if isinstance(key, int | np.integer):
            row = range(len(self))[int(key)]
            return np.asarray(self._rows(row, row + 1)[0])
        return self._chosen(np.asarray(key))

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self._rows(0, len(self)), dtype)

    def reshape(self, *shape: int) -> OnDisk | NDArray[Any]:
        """The rows in another shape, (N, ...) still on disk."""
        rest = shape[1:]
        if not rest or shape[0] != len(self):
            return np.asarray(self).reshape(shape)
        rest = tuple(self.width // max(-math.prod(rest), 1) if d == -1 else d for d in rest)
        return OnDisk(self.scratch, self.place, (len(self), *rest), self.dtype, self.record, self.start)

    def astype(self, dtype: DTypeLike) -> NDArray[Any]:
        """All of it in another type."""
        return np.asarray(self).astype(dtype)

    def _rows(self, start: int, stop: int) -> NDArray[Any]:
        step = self.record * self.dtype.itemsize
        found = np.empty((stop - start, self.width), self.dtype)
        if self.record == self.width:
            self.scratch.read_into(found, self.place + start * step)
            return found.reshape(-1, *self.shape[1:])
        records = np.empty((min(max(READ // step, 1), stop - start), self.record), self.dtype)
        for first in range(start, stop, max(len(records), 1)):
            read = records[: stop - first]
            self.scratch.read_into(read, self.place + first * step)
            found[first - start : first - start + len(read)] = read[:, self.start : self.start + self.width]
        return found.reshape(-1, *self.shape[1:])

    def _chosen(self, rows: NDArray[Any]) -> NDArray[Any]:
        if rows.dtype == np.bool_:
            rows = np.flatnonzero(rows)
        rows = np.where(rows < 0, rows + len(self), rows)
        found = np.empty((len(rows), *self.shape[1:]), self.dtype)
        for first in range(0, len(rows), GATHERED):
            wanted = rows[first : first + GATHERED]
            low, high = int(wanted.min()), int(wanted.max()) + 1
            if high - low <= SPREAD * len(wanted):
                found[first : first + len(wanted)] = self._rows(low, high)[wanted - low]
            else:
                for i, row in enumerate(wanted.tolist(), first):
                    found[i] = self._rows(row, row + 1)[0]
        return found
