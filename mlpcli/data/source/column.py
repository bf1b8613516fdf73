"""Arrays from binary files as columns: what may be one, and in which type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.frame import Frame
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.source.arrays import ArrayStore
from mlpcli.errors import DataError


def check_type(dtype: np.dtype[Any], where: str) -> None:
    """Raises DataError unless this is a type of truth values, integers, floats, text or dates."""
    if dtype.kind not in "biufSUM":
        raise DataError(f"{where}: holds {dtype} values; expected numbers, truth values, text or dates")


def column(array: NDArray[Any], where: str) -> NDArray[Any]:
    """The array as a column of a frame, rows along its first axis.

    Numbers keep their type (in the machine's byte order; extended floats become float64); text becomes str,
    empty text None; dates become datetime64 in microseconds.

    >>> column(np.array([b"a", b""]), "x").tolist()
    ['a', None]
    >>> column(np.array(["1970-01-02T12"], dtype="datetime64[h]"), "x").dtype
    dtype('<M8[us]')
    """
    check_type(array.dtype, where)
    if array.ndim == 0:
        raise DataError(f"{where}: is a single value; a column has one for each row")
    if array.dtype.kind == "M":
        return array.astype("datetime64[us]")
    if array.dtype.kind in "SU":
        return _texts(array, where)
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype(np.float64)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _texts(array: NDArray[Any], where: str) -> NDArray[Any]:
    try:
        entries = [str(entry, "utf-8") if isinstance(entry, bytes) else str(entry) for entry in array.flat]
    except ValueError:
        raise DataError(f"{where}: holds text that is not UTF-8") from None
    return texts(np.array(entries, dtype=object).reshape(array.shape))


def texts(array: NDArray[Any]) -> NDArray[Any]:
    """An array of str as a column of text: empty text becomes None."""
    found = np.empty(array.size, dtype=object)
    found[:] = [entry or None for entry in array.flat]
    return found.reshape(array.shape)


def frame(columns: Mapping[str, NDArray[Any] | OnDisk], origin: str, target: str | None = None) -> Frame:
    """A frame of these columns. Raises DataError without columns or rows, or where the lengths differ."""
    if not columns:
        raise DataError(f"{origin}: holds no arrays")
    lengths = {name: len(column) for name, column in columns.items()}
    first, rows = next(iter(lengths.items()))
    for name, length in lengths.items():
        if length != rows:
            raise DataError(f"{origin}: {first} has {rows} rows, {name} has {length}")
    if not rows:
        raise DataError(f"{origin}: has no rows")
    if any(isinstance(column, OnDisk) for column in columns.values()):
        return Frame(ArrayStore(columns), origin, target)
    return Frame(cast(Mapping[str, NDArray[Any]], columns), origin, target)
