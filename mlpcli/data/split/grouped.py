"""What splits that keep groups of rows together have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mlpcli.data.frame import Frame
from mlpcli.data.split.base import Partition
from mlpcli.data.split.cells import cells_of
from mlpcli.data.split.dealing import by_size, dealt
from mlpcli.data.split.drawn import Drawn
from mlpcli.errors import DataError


class Grouped(Drawn):
    """Rows with equal cells in a column are all in the same part."""

    column: str = Field(min_length=1, description="the column whose cells say which rows belong together")

    @property
    def reads(self) -> str | None:
        """The column of the groups."""
        return self.column

    def keys(self, frame: Frame, folder: Path) -> NDArray[Any]:
        """The cells of the column."""
        return cells_of(frame, self.column, self.kind)

    def kept_together(self, keys: NDArray[Any] | None, labels: NDArray[np.intp]) -> Partition:
        """Divides by groups, with each class in each part in its share."""
        if keys is None:
            raise ValueError("a split by groups needs the groups")
        names: dict[Any, int] = {}
        groups = np.array([names.setdefault(key, len(names)) for key in keys.tolist()], dtype=np.intp)
        counts = np.zeros((len(names), int(labels.max(initial=0)) + 1), np.intp)
        np.add.at(counts, (groups, labels), 1)
        parts = self.folds or (2 if self.watched else 1)
        needed = parts + bool(self.test)
        if len(names) < needed:
            raise DataError(
                f"column {self.column!r} has {len(names)} different cells, too few for {needed} parts of "
                "whole groups; give less folds, or validation or test: 0"
            )
        order = np.random.default_rng(self.seed).permutation(len(names))
        owners = np.zeros(len(names), np.intp)
        if self.test:
            owners = dealt(counts, [1 - self.test, self.test], order, [parts, 1])
        tested, rest = owners == 1, order[owners[order] == 0]
        watched = np.zeros(len(names), np.bool_)
        if self.folds:
            fold = dealt(counts, [1 / parts] * parts, by_size(counts, rest), [1] * parts)
            watched[rest] = fold[rest] == self.fold
        elif self.watched:
            share = self.watched / (1 - self.test)
            watched[rest] = dealt(counts, [1 - share, share], rest, [1, 1])[rest] == 1
        return Partition(
            train=np.flatnonzero(~(tested | watched)[groups]),
            validation=np.flatnonzero(watched[groups]),
            test=np.flatnonzero(tested[groups]),
        )
