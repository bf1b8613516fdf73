"""A hash of a cell decides, so that a row stays in its part when the table grows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.data.frame import Frame
from mlpcli.data.split.base import Partition
from mlpcli.data.split.cells import cells_of
from mlpcli.data.split.drawn import Drawn
from mlpcli.errors import DataError


class Hash(Drawn):
    """Each row goes where a hash of its cell in a column sends it, whatever other rows there are.

    u = BLAKE2b-64(seed, cell) / 2^64 is a number in [0, 1): the row is for test if u < test, else for
    validation if u < test + validation. Rows that are added, removed or moved change nothing for the
    others: with an identifier as the column no row ever goes from training to test. Equal cells are in the
    same part. Sizes come near their shares only in large tables. Whole numbers hash alike however they are
    written: 12, 12.0 and "12" are one cell.

    With `folds: k` a second number from the same hash, in [0, k), is the fold of a row.

    *Source:* RFC 7693 (BLAKE2); Géron 2019, chapter 2 (test sets by a hash of the identifier).

    >>> few, more = np.arange(100), np.arange(200)
    >>> split = Hash(column="id")
    >>> set(split.rows(100, None, few).test) <= set(split.rows(200, None, more).test)
    True
    """

    kind: Literal["hash"] = "hash"
    column: str = Field(min_length=1, description="the column that is hashed, best an identifier")

    @property
    def reads(self) -> str | None:
        """The column that is hashed."""
        return self.column

    def keys(self, frame: Frame, folder: Path) -> NDArray[Any]:
        """The cells of the column."""
        return cells_of(frame, self.column, self.kind)

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """keys: (n,) are the cells; the labels do not matter."""
        if keys is None:
            raise ValueError("a split by a hash needs the cells")
        digests = {cell: _digest(cell, self.seed) for cell in set(keys.tolist())}
        numbers = np.array([digests[cell] for cell in keys.tolist()], dtype=np.uint64).reshape(n, 2)
        u = numbers[:, 0] / 2.0**64
        tested = u < self.test
        if self.folds:
            watched = ~tested & (numbers[:, 1] % np.uint64(self.folds) == self.fold)
        else:
            watched = ~tested & (u < self.test + self.validation)
        parts = Partition(
            train=np.flatnonzero(~(tested | watched)),
            validation=np.flatnonzero(watched),
            test=np.flatnonzero(tested),
        )
        asked = {"train": True, "validation": self.folds or self.validation, "test": self.test}
        for part, rows in parts.by_part().items():
            if asked[part] and not len(rows):
                raise DataError(
                    f"the hash of column {self.column!r} sends none of {len(digests)} different cells to "
                    f"{part}: give a larger share, less folds, or another seed"
                )
        return parts


def _digest(cell: Any, seed: int) -> tuple[int, int]:
    """Two numbers of 64 bits."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    digest = hashlib.blake2b(text.encode(), digest_size=16, salt=seed.to_bytes(8, "big")).digest()
    return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")
