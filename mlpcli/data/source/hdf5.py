"""Data sets of an HDF5 file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.data.frame import Frame
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.scratch import Scratch
from mlpcli.data.source.arrays import fits
from mlpcli.data.source.base import Source, bounded, locate, readable
from mlpcli.data.source.column import check_type, column, frame
from mlpcli.errors import DataError

if TYPE_CHECKING:
    import h5py

PIECE = 8 << 20
"""Bytes of a data set that are copied at a time."""


class Hdf5(Source):
    """Reads data sets of an HDF5 file, each a column, rows along the first axis.

    Only what stands in the file itself is read: links to other files, data kept outside and virtual data
    sets are refused (they could return the bytes of any file), and so are soft links.

    >>> import h5py, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with h5py.File(Path(folder) / "train.h5", "w") as file:
    ...         file["x"] = [[1.0, 2.0], [3.0, 4.0]]
    ...     frame = Hdf5(path="train.h5").read(Path(folder))
    >>> frame.columns["x"].tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """

    kind: Literal["hdf5"] = "hdf5"
    path: str = Field(min_length=1, description="the file, seen from the spec's folder")
    datasets: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] | None = Field(
        None, description="data sets to read, such as train/x; null: all that stand in no group"
    )

    def files(self, folder: Path) -> tuple[Path, ...]:
        """The file."""
        return (locate(self.path, folder),)

    def read(self, folder: Path) -> Frame:
        """The data sets, in the order of `datasets` or of their names."""
        return self._read(folder, None)

    def open(self, folder: Path) -> Frame:
        """The same, the numbers of a large file on disk."""
        return self._read(folder, Scratch() if self.large(folder) else None)

    def _read(self, folder: Path, scratch: Scratch | None) -> Frame:
        import h5py

        path = locate(self.path, folder)
        with readable(self.path), path.open("rb"):
            pass
        try:
            with h5py.File(path, "r") as file:
                names = self._names(file) if self.datasets is None else self.datasets
                sets = {name: self._dataset(file, name) for name in names}
                bounded(sum(d.size * d.dtype.itemsize for d in sets.values()), path, self.path)
                return frame({name: self._column(d, name, scratch) for name, d in sets.items()}, self.path)
        except DataError:
            raise
        except MemoryError:
            raise DataError(f"{self.path}: does not fit into memory") from None
        except Exception as error:  # of whatever kind h5py has for a damaged file
            raise DataError(f"{self.path}: is damaged or not an HDF5 file ({error})") from None

    def _names(self, file: h5py.File) -> tuple[str, ...]:
        """What stands in no group: data sets, and links, which are refused later without being followed."""
        import h5py

        def is_group(name: str) -> bool:
            link = file.get(name, getlink=True)
            return isinstance(link, h5py.HardLink) and file.get(name, getclass=True) is not h5py.Dataset

        return tuple(name for name in file if not is_group(name))

    def _dataset(self, file: h5py.File, name: str) -> h5py.Dataset:
        """The data set, after looking at every link on the way to it and at where its bytes are."""
        import h5py

        place: Any = file
        for part in name.strip("/").split("/"):
            link = place.get(part, getlink=True) if isinstance(place, h5py.Group) else None
            if link is None:
                raise DataError(f"{self.path}: has no data set {name!r}; it has {', '.join(file) or 'none'}")
            if not isinstance(link, h5py.HardLink):
                raise DataError(
                    f"{self.path}, {name}: is a link, perhaps to another file; store the data itself"
                )
            place = place[part]
        if not isinstance(place, h5py.Dataset):
            raise DataError(f"{self.path}: {name} is a group; data sets in it are called {name}/...")
        if place.is_virtual or place.external:
            raise DataError(f"{self.path}, {name}: keeps its data in other files; copy the data there")
        if place.shape is None:
            raise DataError(f"{self.path}, {name}: is empty")
        if h5py.check_string_dtype(place.dtype) is None:
            check_type(place.dtype, f"{self.path}, {name}")
        return place

    def _column(self, dataset: h5py.Dataset, name: str, scratch: Scratch | None) -> NDArray[Any] | OnDisk:
        import h5py

        where = f"{self.path}, {name}"
        if h5py.check_string_dtype(dataset.dtype) is None:
            if scratch is not None and dataset.shape and fits(dataset.dtype):
                return _copied(dataset, scratch)
            return column(dataset[()], where)
        try:
            texts = np.asarray(dataset.asstr()[()], dtype=np.str_)
        except UnicodeDecodeError:
            raise DataError(f"{where}: holds text that is not UTF-8") from None
        return column(texts, where)


def _copied(dataset: h5py.Dataset, scratch: Scratch) -> OnDisk:
    """The numbers of a data set in a scratch file: what HDF5 unpacks is read once, and then by rows."""
    place, row = scratch.size, dataset.dtype.itemsize * math.prod(dataset.shape[1:])
    chunk = dataset.chunks[0] if dataset.chunks else 1
    step = max(PIECE // max(row, 1) // chunk, 1) * chunk
    for start in range(0, dataset.shape[0], step):
        scratch.append(dataset[start : start + step])
    return OnDisk(scratch, place, dataset.shape, dataset.dtype)
