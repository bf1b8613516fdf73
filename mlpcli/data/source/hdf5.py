"""Data sets of an HDF5 file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli import confined
from mlpcli.confined.wire import Stretch, Value
from mlpcli.data.frame import Frame
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.scratch import Scratch, scratch_folder
from mlpcli.data.source.arrays import fits
from mlpcli.data.source.base import Source, locate, readable
from mlpcli.data.source.column import column, frame, texts
from mlpcli.errors import DataError

TASK = "mlpcli.confined.datasets"


class Hdf5(Source):
    """Reads data sets of an HDF5 file, each a column, rows along the first axis.

    Only what stands in the file itself is read: links to other files, data kept outside and virtual data
    sets are refused (they could return the bytes of any file), and so are soft links. As a damaged file can
    make the HDF5 library crash or loop, a process of its own reads it, within limits of memory and time.
    That process unpacks the numbers of a large file into a scratch file, which rows are then read from; text
    has to fit into memory.

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
        path = locate(self.path, folder)
        request = {"path": str(path), "origin": self.path, "names": self.datasets}
        with readable(self.path), path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
        arrays: Mapping[str, Value | Stretch]
        try:
            if scratch is None:
                arrays = confined.read(TASK, request, size=size)
            else:
                arrays = confined.read_into(scratch.file, TASK, request, size=size, folder=scratch_folder())
        except confined.RefusedError as refusal:
            words = str(refusal)
            raise DataError(words if words.startswith(self.path) else f"{self.path}: {words}") from None
        except OSError as error:
            raise DataError(f"{self.path}: cannot be read: {error.strerror or error}") from None
        columns = {name: self._column(value, name, scratch) for name, value in arrays.items()}
        return frame(columns, self.path)

    def _column(self, array: Value | Stretch, name: str, scratch: Scratch | None) -> NDArray[Any] | OnDisk:
        where = f"{self.path}, {name}"
        if scratch is not None and isinstance(array, Stretch):
            stored = OnDisk(scratch, array.start, array.shape, array.dtype)
            if array.shape and fits(array.dtype):
                return stored
            array = np.asarray(stored) if array.shape else np.empty(())
        if not isinstance(array, np.ndarray) or array.ndim == 0:
            raise DataError(f"{where}: is a single value; a column has one for each row")
        return texts(array) if array.dtype == object else column(array, where)
