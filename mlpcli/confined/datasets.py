"""Takes data sets out of an HDF5 file; in the process for files of unknown origin, and nowhere else."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from mlpcli.confined import RefusedError, seconds_for
from mlpcli.confined.bounds import bounded
from mlpcli.confined.limits import allow, work_for
from mlpcli.confined.wire import Value
from mlpcli.errors import DataError

LARGE = 48 << 20
"""Bytes up to which a data set is taken in memory."""

PIECE = 8 << 20
"""Bytes of a larger one that are unpacked at a time."""


def confined(request: Mapping[str, Any], image: bytes) -> Mapping[str, Value]:
    """The data sets `names` of the file `path`, or all that stand in no group; `origin` is for messages.

    Texts are arrays of objects.
    """
    path, origin, names = Path(request["path"]), request["origin"], request["names"]
    try:
        with h5py.File(path, "r") as file:
            sets = {name: _dataset(file, name, origin) for name in names or _names(file)}
            declared = sum(d.size * d.dtype.itemsize for d in sets.values())
            bounded(declared, path, origin)
            allow(4 * declared)  # what HDF5 unpacks, the array, and its copy; texts take more
            work_for(seconds_for(path.stat().st_size + declared))
            return {name: _array(d, f"{origin}, {name}") for name, d in sets.items()}
    except DataError as error:
        raise RefusedError(str(error)) from None
    except MemoryError:
        raise RefusedError(f"{origin}: does not fit into memory") from None
    except Exception as error:  # of whatever kind h5py has for a damaged file
        raise RefusedError(f"{origin}: is damaged or not an HDF5 file ({error})") from None


def _names(file: h5py.File) -> Sequence[str]:
    """What stands in no group: data sets, and links, which are refused later without being followed."""

    def is_group(name: str) -> bool:
        link = file.get(name, getlink=True)
        return isinstance(link, h5py.HardLink) and file.get(name, getclass=True) is not h5py.Dataset

    return [name for name in file if not is_group(name)]


def _dataset(file: h5py.File, name: str, origin: str) -> h5py.Dataset:
    """The data set, after looking at every link on the way to it and at where its bytes are."""
    place: Any = file
    for part in name.strip("/").split("/"):
        link = place.get(part, getlink=True) if isinstance(place, h5py.Group) else None
        if link is None:
            raise DataError(f"{origin}: has no data set {name!r}; it has {', '.join(file) or 'none'}")
        if not isinstance(link, h5py.HardLink):
            raise DataError(f"{origin}, {name}: is a link, perhaps to another file; store the data itself")
        place = place[part]
    if not isinstance(place, h5py.Dataset):
        raise DataError(f"{origin}: {name} is a group; data sets in it are called {name}/...")
    if place.is_virtual or place.external:
        raise DataError(f"{origin}, {name}: keeps its data in other files; copy the data there")
    if place.shape is None:
        raise DataError(f"{origin}, {name}: is empty")
    if h5py.check_string_dtype(place.dtype) is None and place.dtype.kind not in "biuf":
        raise DataError(
            f"{origin}, {name}: holds {place.dtype} values; expected numbers, truth values or text"
        )
    return place


def _array(dataset: h5py.Dataset, where: str) -> NDArray[Any]:
    if h5py.check_string_dtype(dataset.dtype) is None:
        return np.asarray(dataset[()]) if dataset.nbytes <= LARGE or not dataset.shape else _mapped(dataset)
    try:
        return np.asarray(dataset.asstr()[()], dtype=object)
    except UnicodeDecodeError:
        raise DataError(f"{where}: holds text that is not UTF-8") from None


def _mapped(dataset: h5py.Dataset) -> NDArray[Any]:
    """The numbers of a large data set in a temporary file, which the system keeps in memory as it can."""
    row = dataset.dtype.itemsize * math.prod(dataset.shape[1:])
    chunk = dataset.chunks[0] if dataset.chunks else 1
    step = max(PIECE // max(row, 1) // chunk, 1) * chunk
    with tempfile.TemporaryFile() as file:
        if hasattr(os, "posix_fallocate"):  # a disk that is full is found out here, not by a fault later
            os.posix_fallocate(file.fileno(), 0, dataset.nbytes)
        found = np.memmap(file, dataset.dtype, "w+", shape=dataset.shape)
    for start in range(0, dataset.shape[0], step):
        found[start : start + step] = dataset[start : start + step]
    return found
