"""One leaf of a tree <-> one data set: an array, a text, or a number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.store.elements import number_type, text_type

if TYPE_CHECKING:
    from h5py.h5d import DatasetID
    from h5py.h5g import GroupID
    from h5py.h5p import PropDCID

Leaf: TypeAlias = NDArray[Any] | str | int | float | bool
"""Arrays keep type and shape; Python's numbers are stored with 64 bits."""

_ENCODING = ("utf-8", "surrogatepass")
"""Python writes bytes in file names that are not UTF-8 as lone surrogates; they must come back."""

IS_ARRAY = b"is_array"
"""Attribute of an array without axes, which otherwise looks like a number."""


def write_leaf(group: GroupID, name: str, leaf: Leaf, plan: PropDCID) -> None:
    """Puts a leaf into a group; plan says how it is laid out."""
    if isinstance(leaf, str):
        _write_text(group, name.encode(), leaf.encode(*_ENCODING), plan)
    else:
        _write_array(group, name.encode(), np.asarray(leaf, order="C"), plan)
        if np.ndim(leaf) == 0 and not isinstance(leaf, bool | int | float):
            _mark(group, name.encode())


@dataclass(frozen=True)
class Form:
    """Element type and shape of a leaf in a file; a shape of None: nothing is in it, an empty text."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...] | None
    is_array: bool

    @property
    def size(self) -> int:
        """Bytes of all elements."""
        return 0 if self.shape is None else math.prod(self.shape) * self.dtype.itemsize


def read_leaf(data: DatasetID, dtype: np.dtype[Any]) -> Leaf:
    """The leaf in a data set that has been looked at; dtype is that of its elements."""
    from h5py import h5a, h5s

    form = Form(dtype, data.shape, is_array=bool(data.shape) or h5a.exists(data, IS_ARRAY))
    array: NDArray[Any] = np.empty(form.shape or (), dtype)
    if form.size:
        data.read(h5s.ALL, h5s.ALL, array, mtype=data.get_type())
    return leaf_of(form, array.reshape(-1).view(np.uint8).data)


def leaf_of(form: Form, content: memoryview) -> Leaf:
    """The leaf of this form with these bytes. Raises ValueError for bytes that no leaf has."""
    if form.dtype.kind == "S":
        return "" if form.shape is None else str(content, *_ENCODING)
    array = np.frombuffer(content, form.dtype).reshape(form.shape or ()).copy()
    if form.dtype.kind == "b" and array.size and array.view(np.uint8).max() > 1:
        raise ValueError("a truth value is neither 0 nor 1")
    if form.is_array:
        return array
    number: int | float | bool = array.item()
    return number


def _write_text(group: GroupID, name: bytes, text: bytes, plan: PropDCID) -> None:
    """An empty text has no element: a data set with a type and nothing in it."""
    from h5py import h5d, h5s

    element = text_type(len(text))
    data = h5d.create(group, name, element, h5s.create(h5s.SCALAR if text else h5s.NULL), plan)
    if text:
        data.write(h5s.ALL, h5s.ALL, np.frombuffer(text, dtype=f"S{len(text)}").reshape(()), mtype=element)


def _write_array(group: GroupID, name: bytes, array: NDArray[Any], plan: PropDCID) -> None:
    from h5py import h5d, h5s

    element = number_type(array.dtype)
    space = h5s.create_simple(array.shape) if array.ndim else h5s.create(h5s.SCALAR)
    data = h5d.create(group, name, element, space, plan)
    if array.size:
        data.write(h5s.ALL, h5s.ALL, array, mtype=element)


def _mark(group: GroupID, name: bytes) -> None:
    from h5py import h5a, h5d, h5s

    h5a.create(h5d.open(group, name), IS_ARRAY, number_type(np.dtype("u1")), h5s.create(h5s.NULL))
