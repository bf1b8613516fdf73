"""Reads the HDF5 that `tree` writes, without the HDF5 library: a few tables of numbers, in Python.

A seal is a checksum, and whoever makes a hostile file can seal it too. So no sealed file is given to the
HDF5 library, which follows what it finds into other files, and crashes or loops on some damage. What is read
here is only what `tree` writes: old-style groups, hard links, contiguous arrays of the types in `elements`.
Everything else is refused by not being known; each place of the file is looked at once, so that reading ends.

    superblock ─> header of a group ─> B-tree ─> symbol nodes ─> headers of groups and data sets
                                   └─> heap with the names

*Source:* HDF5 File Format Specification 3.0, III.A to III.D and IV.A.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator
from itertools import pairwise

from mlpcli.errors import CheckpointError
from mlpcli.store.header import Header, foreign
from mlpcli.store.leaf import Leaf, leaf_of
from mlpcli.store.limits import DEEPEST
from mlpcli.store.seal import USER_BLOCK

_SUPERBLOCK = struct.pack("<8s8B", b"\x89HDF\r\n\x1a\n", 0, 0, 0, 0, 0, 8, 8, 0)
"""Signature, versions, and addresses and lengths of 8 bytes."""

_ROOT = struct.Struct("<64xQ")
_NODE = struct.Struct("<4sBBH16x")
_CHILD = struct.Struct("<8xQ")
_SYMBOLS = struct.Struct("<4sBxH")
_SYMBOL = struct.Struct("<QQI20x")
_HEAP = struct.Struct("<4sB3xQQQ")
_SOFT_LINK = 2
_LONGEST = 1 << 16
"""Bytes of a name, as in HDF5."""


def read_plain(image: bytes, only: Container[str] | None = None) -> dict[str, Leaf]:
    """The leaves in the order of their names; `only` those whose path begins with one of these names.

    Numbers without a shape come back as Python's. Raises CheckpointError, its message a clause whose
    subject is the file, for anything that write_tree would not have written.

    >>> from mlpcli.store.tree import write_tree
    >>> read_plain(write_tree({"layer/units": 64, "layer/activation": "relu"}))
    {'layer/activation': 'relu', 'layer/units': 64}
    """
    try:
        file = _File(memoryview(image)[USER_BLOCK:])
        if file.data[: len(_SUPERBLOCK)] != _SUPERBLOCK:
            raise ValueError("it does not begin as ours do")
        (root,) = _ROOT.unpack_from(file.data)
        return dict(file.leaves(root, (), only))
    except (struct.error, ValueError, OverflowError, MemoryError) as error:
        raise CheckpointError(f"is damaged: HDF5's tables in it cannot be read ({error})") from None


class _File:
    """`data` is the file behind the user block, from where all its addresses count."""

    def __init__(self, data: memoryview):
        self.data = data
        self._seen: set[int] = set()
        self._left = self._names_left = len(data)

    def leaves(
        self, address: int, path: tuple[str, ...], only: Container[str] | None = None
    ) -> Iterator[tuple[str, Leaf]]:
        name = "/".join(path)
        header = Header(self.data, self._once(address, name), name)
        if not header.is_group:
            self._left -= header.form.size
            if self._left < 0:
                raise foreign(name, f"declares {header.form.size:,} bytes in a file of {len(self.data):,}")
            yield name, leaf_of(header.form, header.content())
            return
        if len(path) >= DEEPEST:
            raise foreign(name, "lies too deep")
        tree, heap = header.group
        found = list(self._symbols(tree, self._names(heap), name))
        if any(one >= other for (one, _), (other, _) in pairwise(found)):
            raise foreign(name, "has names out of order")
        for link, inner in found:
            if path or only is None or link in only:
                yield from self.leaves(inner, (*path, link))

    def _symbols(
        self, address: int, names: bytes, path: str, above: int | None = None
    ) -> Iterator[tuple[str, int]]:
        """Names and addresses of what is in a group, from a node of its B-tree and its parent's level."""
        signature, kind, level, used = _NODE.unpack_from(self.data, self._once(address, path))
        if signature != b"TREE" or kind != 0 or (above is not None and level != above - 1):
            raise foreign(path, "has an index of another form")
        for i in range(used):
            (child,) = _CHILD.unpack_from(self.data, address + _NODE.size + i * _CHILD.size)
            if level:
                yield from self._symbols(child, names, path, level)
                continue
            signature, version, symbols = _SYMBOLS.unpack_from(self.data, self._once(child, path))
            if signature != b"SNOD" or version != 1:
                raise foreign(path, "has an index of another form")
            for j in range(symbols):
                place = child + _SYMBOLS.size + j * _SYMBOL.size
                start, inner, cache = _SYMBOL.unpack_from(self.data, place)
                link = _name(names, start)
                if cache == _SOFT_LINK:
                    raise foreign(f"{path}/{link}".lstrip("/"), "is a link to elsewhere")
                yield link, inner

    def _names(self, address: int) -> bytes:
        signature, version, size, _, place = _HEAP.unpack_from(self.data, self._once(address, "names"))
        self._names_left -= size
        if signature != b"HEAP" or version != 0 or place + size > len(self.data) or self._names_left < 0:
            raise ValueError("its names are missing")
        return bytes(self.data[place : place + size])

    def _once(self, address: int, name: str) -> int:
        if address in self._seen:
            raise foreign(name, "is a second name of something else")
        self._seen.add(address)
        return address


def _name(names: bytes, start: int) -> str:
    end = names.find(b"\0", start, start + _LONGEST)
    link = names[start : max(end, 0)]
    if not link or b"/" in link or link in (b".", b".."):
        raise ValueError("a name in it is none")
    return link.decode("utf-8")
