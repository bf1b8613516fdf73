"""The header of one group or data set in an HDF5 file of ours: a list of messages.

| message | | here |
|---|---|---|
| 1 | shape | of version 1, or 2 for a text without a character |
| 3 | type of the elements | one of those in `elements` |
| 5 | fill value | without meaning, as all elements are written |
| 8 | where the elements are | in one piece, and all of them |
| 12 | attribute | the mark of an array without axes |
| 16 | more messages are elsewhere | |
| 17 | index of a group | |

Messages with other numbers lead to other files (7), to filters (11) or to other kinds of links (2, 6).

*Source:* HDF5 File Format Specification 3.0, IV.A.1.a and IV.A.2.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from functools import cached_property

from mlpcli.errors import CheckpointError
from mlpcli.store.elements import encoded
from mlpcli.store.leaf import IS_ARRAY, Form

SHAPE, TYPE, FILL, PLACE, ATTRIBUTE, MORE, INDEX = 1, 3, 5, 8, 12, 16, 17
_KNOWN = {0, SHAPE, TYPE, FILL, PLACE, ATTRIBUTE, MORE, INDEX}
_MOST = 32
"""Messages in a header; ours have six."""

_START = struct.Struct("<BxHII4x")
_MESSAGE = struct.Struct("<HHB3x")
_PAIR = struct.Struct("<QQ")
_CONTIGUOUS = b"\x03\x01"


def foreign(name: str, what: str) -> CheckpointError:
    """What is raised about the thing of this name in a file."""
    return CheckpointError(f"holds what no checkpoint holds: {name or '/'!r} {what}")


class Header:
    """The header at an address; `data` is the file, `name` the thing's path for messages."""

    def __init__(self, data: memoryview, address: int, name: str):
        self._data = data
        self._name = name
        self._messages: dict[int, memoryview] = {}
        version, count, _, size = _START.unpack_from(data, address)
        if version != 1 or count > _MOST:
            raise foreign(name, "has a header of another form")
        for kind, content in self._read(address + _START.size, size):
            if kind not in _KNOWN:
                raise foreign(name, f"is not stored in one piece in this file (it has a message {kind})")
            if kind in self._messages:
                raise foreign(name, f"has two messages {kind}")
            if kind:
                self._messages[kind] = content

    @property
    def is_group(self) -> bool:
        """Or a data set."""
        return INDEX in self._messages

    @property
    def group(self) -> tuple[int, int]:
        """Addresses of a group's B-tree and of its heap."""
        tree, heap = _PAIR.unpack_from(self._messages[INDEX])
        return int(tree), int(heap)

    @cached_property
    def form(self) -> Form:
        """Type and shape of a data set."""
        if not {SHAPE, TYPE, PLACE} <= self._messages.keys():
            raise foreign(self._name, "is neither a group nor a data set")
        dtype = encoded(bytes(self._messages[TYPE]))
        if dtype is None:
            raise foreign(self._name, "has a type that no checkpoint uses")
        shape = self._shape(bytes(self._messages[SHAPE]))
        if dtype.kind == "S" and shape:
            raise foreign(self._name, "is an array of texts")
        if dtype.kind != "S" and shape is None:
            raise foreign(self._name, "is an array without a shape")
        if shape and math.prod(n or 1 for n in shape) * dtype.itemsize > 2**62:
            raise foreign(self._name, "declares bytes that the file does not hold")
        return Form(dtype, shape, is_array=bool(shape) or self._marked())

    def content(self) -> memoryview:
        """The bytes of all elements."""
        layout, size = self._messages[PLACE], self.form.size
        if layout[:2] != _CONTIGUOUS:
            raise foreign(self._name, "is not stored in one piece in this file")
        address, held = _PAIR.unpack_from(layout, 2)
        if held != size or (size and address + size > len(self._data)):
            raise foreign(self._name, "declares bytes that the file does not hold")
        return self._data[address : address + size] if size else self._data[:0]

    def _read(self, address: int, size: int) -> Iterator[tuple[int, memoryview]]:
        """Kinds and contents of all messages, the further ones in their turn."""
        blocks, read = [(address, size)], 0
        while blocks:
            at, size = blocks.pop(0)
            end = at + size
            if end > len(self._data):
                raise ValueError("a header ends behind the file")
            while at + _MESSAGE.size <= end:
                kind, length, flags = _MESSAGE.unpack_from(self._data, at)
                at += _MESSAGE.size
                read += 1
                if read > _MOST or at + length > end or flags & 2:  # 2: shared, and therefore elsewhere
                    raise foreign(self._name, "has a header of another form")
                if kind == MORE:
                    blocks.append(_PAIR.unpack_from(self._data, at))
                else:
                    yield kind, self._data[at : at + length]
                at += length

    def _shape(self, message: bytes) -> tuple[int, ...] | None:
        """The lengths of the axes; None where there is no element at all."""
        version, rank, flags = message[:3]
        if version == 2 and message[1:4] == b"\0\0\2":
            return None
        if version != 1 or rank > 32 or flags & ~1:
            raise foreign(self._name, "has a shape of another form")
        shape = struct.unpack_from(f"<{rank}Q", message, 8)
        if flags and struct.unpack_from(f"<{rank}Q", message, 8 + 8 * rank) != shape:
            raise foreign(self._name, "is not stored in one piece in this file")
        return shape

    def _marked(self) -> bool:
        """Whether it has the mark of an array without axes; no other attribute is known."""
        message = bytes(self._messages.get(ATTRIBUTE, b""))
        if message and not (message[0] in (1, 2, 3) and IS_ARRAY + b"\0" in message[8:24]):
            raise foreign(self._name, "has an attribute that no checkpoint uses")
        return bool(message)
