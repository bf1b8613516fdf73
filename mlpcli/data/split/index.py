"""Text files of row numbers say which rows are in which part."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.data.frame import Frame
from mlpcli.data.source.base import locate, readable
from mlpcli.data.split.base import Partition, Split, set_apart
from mlpcli.errors import DataError

NOWHERE, TRAIN, VALIDATION, TEST = range(-1, 3)


class Index(Split):
    """Row numbers in text files, as published divisions have them: whole numbers with blanks or line ends
    between.

    Without a file for training, all rows that no other file names are learned from; with one, rows that no
    file names are left out. A share for `validation` is drawn from the training rows as `random` draws it.

    >>> parts = Index(test="t.txt", validation=0).rows(3, None, np.array([0, 2, 0]))  # 2: named in t.txt
    >>> parts.train.tolist(), parts.test.tolist()
    ([0, 2], [1])
    """

    kind: Literal["index"] = "index"
    test: str = Field(min_length=1, description="file with the numbers of the test rows")
    train: str | None = Field(
        None, min_length=1, description="file with the numbers of the training rows; null: all others"
    )
    validation: Annotated[float, Field(ge=0, lt=1)] | str = Field(
        0.15, description="a share of the training rows, or a file with the numbers of the validation rows"
    )
    first: Literal[0, 1] = Field(0, description="the number of the table's first row in these files")
    seed: int = Field(0, ge=0, lt=2**63, description="of the share, if validation is one")

    def _paths(self) -> dict[int, str]:
        given = {TRAIN: self.train, VALIDATION: self.validation, TEST: self.test}
        return {part: path for part, path in given.items() if isinstance(path, str)}

    def files(self, folder: Path) -> tuple[Path, ...]:
        """The files of row numbers."""
        return tuple(locate(path, folder) for path in self._paths().values())

    def keys(self, frame: Frame, folder: Path) -> NDArray[Any]:
        """The part of each row: 0 training, 1 validation, 2 test, -1 none."""
        parts = np.full(len(frame), NOWHERE if self.train else TRAIN, np.intp)
        named = np.zeros(len(frame), np.bool_)
        for part, path in self._paths().items():
            rows = _numbers(path, folder, self.first, frame)
            if named[rows].any():
                row = int(rows[named[rows].argmax()])
                raise DataError(f"{path}: row {row + self.first} is in another file of data.split too")
            named[rows], parts[rows] = True, part
        return parts

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """keys: (n,) are the parts by number; the labels do not matter."""
        if keys is None:
            raise ValueError("a split by row numbers needs them")
        learned, watched, tested = (np.flatnonzero(keys == part) for part in (TRAIN, VALIDATION, TEST))
        if not len(learned):
            raise DataError("data.split: index leaves no row to learn from")
        if isinstance(self.validation, float):
            learned, watched = set_apart(learned, self.validation, self.seed)
        return Partition(train=learned, validation=watched, test=tested)


def _numbers(path: str, folder: Path, first: int, frame: Frame) -> NDArray[np.intp]:
    """The different rows of the frame, counted from 0, that a file names. Raises DataError."""
    place = locate(path, folder)
    with readable(path):
        words = place.read_bytes().split()
    try:
        numbers = np.array([float(word) for word in words])
        rows = numbers.astype(np.intp) - first
    except ValueError:
        numbers, rows = np.array([0.5]), np.zeros(1, np.intp)
    if not len(words) or (numbers != rows + first).any():
        raise DataError(f"{path}: expected row numbers, whole, with blanks or line ends between")
    outside = (rows < 0) | (rows >= len(frame))
    if outside.any():
        raise DataError(
            f"{path}: there is no row {int(numbers[outside.argmax()])}: {frame.origin} has {len(frame):,} "
            f"rows, numbered {first} to {len(frame) - 1 + first} (data.split.first: {first})"
        )
    return np.unique(rows)
