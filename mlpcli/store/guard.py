"""What a file may not contain: whatever leads out of it, claims more than it holds, or never ends.

HDF5 follows external links, external storage and virtual data sets into other files without a word, and
believes a declared shape of petabytes. So nothing is read that has not passed here.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.store.elements import dtype_of
from mlpcli.store.header import foreign as _foreign
from mlpcli.store.limits import DEEPEST

if TYPE_CHECKING:
    from h5py.h5d import DatasetID
    from h5py.h5f import FileID
    from h5py.h5g import GroupID


class Guard:
    """Walks through a file of `size` bytes, once; CheckpointError at the first thing that is foreign."""

    def __init__(self, size: int):
        self.size = size
        self._left = size
        self._seen: set[int] = set()

    def datasets(
        self, file: FileID, only: Container[str] | None
    ) -> Iterator[tuple[str, DatasetID, np.dtype[Any]]]:
        """Paths, data sets and element types, in the order of the names; `only` under these first names."""
        from h5py import h5g

        yield from self._walk(h5g.open(file, b"/"), (), only)

    def _walk(
        self, group: GroupID, path: tuple[str, ...], only: Container[str] | None = None
    ) -> Iterator[tuple[str, DatasetID, np.dtype[Any]]]:
        from h5py import h5d, h5g, h5l, h5o

        for link in sorted(group):
            here = (*path, link.decode())
            if only is not None and here[0] not in only:
                continue
            name = "/".join(here)
            if group.links.get_info(link).type != h5l.TYPE_HARD:
                raise _foreign(name, "is a link to elsewhere")
            found = h5o.get_info(group, link)
            if found.addr in self._seen:
                raise _foreign(name, "is a second name of something else")
            self._seen.add(found.addr)
            if found.type == h5o.TYPE_GROUP and len(here) < DEEPEST:
                yield from self._walk(h5g.open(group, link), here)
            elif found.type == h5o.TYPE_DATASET:
                data = h5d.open(group, link)
                yield name, data, self._element(name, data)
            else:
                raise _foreign(name, "is neither a group nor a data set, or lies too deep")

    def _element(self, name: str, data: DatasetID) -> np.dtype[Any]:
        """The type of the elements of a data set whose bytes all lie in this file, one after another."""
        from h5py import h5d, h5s

        plan = data.get_create_plist()
        if plan.get_layout() != h5d.CONTIGUOUS or plan.get_external_count() or plan.get_nfilters():
            raise _foreign(name, "is not stored in one piece in this file")
        dtype = dtype_of(data.get_type())
        if dtype is None:
            raise _foreign(name, "has a type that no checkpoint uses")
        space = data.get_space()
        kind, shape = space.get_simple_extent_type(), space.get_simple_extent_dims()
        if dtype.kind == "S":
            if kind == h5s.SIMPLE:
                raise _foreign(name, "is an array of texts")
        elif kind == h5s.NULL:
            raise _foreign(name, "is an array without a shape")
        needed = 0 if kind == h5s.NULL else math.prod(shape) * dtype.itemsize
        self._left -= needed
        if self._left < 0:
            raise _foreign(name, f"declares {needed:,} bytes in a file of {self.size:,}")
        if data.get_storage_size() != needed or (needed and data.get_offset() + needed > self.size):
            raise _foreign(name, "declares bytes that the file does not hold")
        return dtype
