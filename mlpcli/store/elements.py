"""The types that the numbers and texts in a file may have, as NumPy knows them and as HDF5 does."""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from h5py.h5t import TypeID

_LONG = ("f4", "f8", "i8", "i4", "i2", "u8", "u4", "u2", "f2")
DTYPES = [np.dtype(name) for name in (*(order + kind for kind in _LONG for order in "<>"), "i1", "u1", "?")]
"""All there are. Files are read through this list, so types that point elsewhere (references) stay unread."""


@cache
def number_type(dtype: np.dtype[Any]) -> TypeID:
    """The HDF5 type of an array's elements. Raises TypeError for those that no file of ours holds."""
    from h5py import h5t

    if dtype not in DTYPES:
        raise TypeError(f"arrays of {dtype} cannot be stored; expected bool, integers, or floats to 64 bits")
    return h5t.py_create(dtype, logical=True)


def text_type(size: int) -> TypeID:
    """The HDF5 type of a text of so many bytes in UTF-8; 0 counts as 1, as HDF5 has no empty type.

    The length is part of the type: texts of variable length would be pointers into a heap.
    """
    from h5py import h5t

    text: TypeID = h5t.C_S1.copy()
    text.set_size(max(size, 1))
    text.set_cset(h5t.CSET_UTF8)
    text.set_strpad(h5t.STR_NULLPAD)
    return text


def encoded(message: bytes) -> np.dtype[Any] | None:
    """The NumPy type for HDF5's description of a type in a file, None for one that is not ours.

    >>> encoded(_description(np.dtype("<f4"))), encoded(bytes(8))
    (dtype('float32'), None)
    """
    if message[:4] == b"\x13\x11\0\0" and not any(message[8:]):
        size = int.from_bytes(message[4:8], "little")
        return np.dtype(f"S{size}") if 0 < size < 2**31 else None
    return _descriptions().get(message.rstrip(b"\0"))


@cache
def _descriptions() -> dict[bytes, np.dtype[Any]]:
    """Without the zeros at their ends, which fill a message up."""
    return {_description(dtype).rstrip(b"\0"): dtype for dtype in DTYPES}


def _description(dtype: np.dtype[Any]) -> bytes:
    """How a file describes the type, IV.A.2.d in HDF5's specification."""
    size, bits, big = dtype.itemsize, 8 * dtype.itemsize, dtype.byteorder == ">"
    if dtype.kind == "b":  # an enumeration of one byte: two names, two values
        byte = _description(np.dtype("i1"))
        return struct.pack("<BHBI", 0x18, 2, 0, 1) + byte + b"FALSE\0\0\0TRUE\0\0\0\0" + b"\0\1"
    if dtype.kind == "f":
        mantissa = {2: 10, 4: 23, 8: 52}[size]
        exponent = bits - 1 - mantissa
        shape = struct.pack("<HHBBBBI", 0, bits, mantissa, exponent, 0, mantissa, 2 ** (exponent - 1) - 1)
        return struct.pack("<BBBBI", 0x11, 0x20 | big, bits - 1, 0, size) + shape
    return struct.pack("<BBHIHH", 0x10, big | 8 * (dtype.kind == "i"), 0, size, 0, bits)


def dtype_of(element: TypeID) -> np.dtype[Any] | None:
    """The NumPy type for an HDF5 type: `S<n>` for a text of n bytes, None for one that is not ours."""
    from h5py import h5t

    if isinstance(element, h5t.TypeStringID):
        size = element.get_size()
        ours = size < 2**31 and element.equal(text_type(size))
        return np.dtype(f"S{size}") if ours else None
    return next((dtype for dtype in DTYPES if element.equal(number_type(dtype))), None)
