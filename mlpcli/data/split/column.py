"""A column of the table says which part each row is in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from mlpcli.data.coding.cells import UNSEEN, positions
from mlpcli.data.frame import Frame
from mlpcli.data.split.base import Partition, Split, set_apart
from mlpcli.data.split.cells import cells_of
from mlpcli.errors import DataError

TRAIN, VALIDATION, TEST = range(3)


class Column(Split):
    """Each row is in the part that its cell in a column names.

    A name must be spelled as in the table, in quotes if it is a number. A share for `validation` is drawn
    from the training rows as `random` draws it. A cell that names no part is an error: a misspelled "tset"
    would otherwise be learned from.

    >>> split = Column(column="part", validation="val")
    >>> parts = split.rows(3, None, np.array([0, 2, 1]))  # positions of train, validation, test
    >>> parts.train.tolist(), parts.validation.tolist(), parts.test.tolist()
    ([0], [2], [1])
    """

    kind: Literal["column"] = "column"
    column: str = Field(min_length=1, description="the column that says which part a row is in")
    train: str = Field("train", description="what stands in it for training")
    validation: Annotated[float, Field(ge=0, lt=1)] | str = Field(
        "validation", description="what stands in it for validation, or a share of the training rows"
    )
    test: str = Field("test", description="what stands in it for test")
    seed: int = Field(0, ge=0, lt=2**63, description="of the share, if validation is one")

    @model_validator(mode="after")
    def _names_differ(self) -> Column:
        if len(set(self.names)) < len(self.names):
            raise ValueError(f"two parts have one name; found {', '.join(self.names)}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts that have one."""
        return tuple(name for name in (self.train, self.validation, self.test) if isinstance(name, str))

    @property
    def reads(self) -> str | None:
        """The column of the parts."""
        return self.column

    def keys(self, frame: Frame, folder: Path) -> NDArray[Any]:
        """The part of each row: 0 training, 1 validation, 2 test."""
        cells = cells_of(frame, self.column, self.kind)
        found = positions(cells, self.names)
        if (found == UNSEEN).any():
            row = int((found == UNSEEN).argmax())
            raise DataError(
                f"{frame.where(row)}, column {self.column!r}: {cells[row]!s} names no part; expected "
                f"{', '.join(self.names)} (data.split.train, validation and test give other names)"
            )
        return found if len(self.names) > TEST else np.where(found, TEST, TRAIN)

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """keys: (n,) are the parts by number; the labels do not matter."""
        if keys is None:
            raise ValueError("a split by a column needs its parts")
        learned, watched, tested = (np.flatnonzero(keys == part) for part in (TRAIN, VALIDATION, TEST))
        if not len(learned):
            raise DataError(
                f"column {self.column!r} names no row {self.train!r}: nothing is left to learn from"
            )
        if isinstance(self.validation, float):
            learned, watched = set_apart(learned, self.validation, self.seed)
        return Partition(train=learned, validation=watched, test=tested)
