"""Dividing the rows of a frame as a split says, and looking at what became of the classes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.coding.cells import distinct, positions
from mlpcli.data.coding.classes import class_cells
from mlpcli.data.frame import Frame
from mlpcli.data.split import Partition, Split
from mlpcli.errors import DataError, SpecError

PIECE = 200_000
"""Cells that are compared with the classes at a time."""

SHOWN = 5
"""Classes that a message names at most."""


@dataclass(frozen=True, eq=False)
class Groups:
    """The rows by class: labels (N,) are positions in `classes`, all those that the target has."""

    labels: NDArray[np.intp]
    classes: tuple[Any, ...]
    origin: str

    @classmethod
    def of(cls, frame: Frame, target: str) -> Groups:
        """Raises DataError where the target has empty cells, or one class only."""
        cells = class_cells(frame, target)
        classes = distinct(cells)
        if len(classes) < 2:
            raise DataError(
                f"{frame.origin}: the target {target!r} is {classes[0]!r} in all rows; "
                "expected two classes or more"
            )
        pieces = [positions(cells[i : i + PIECE], classes) for i in range(0, len(cells), PIECE)]
        return cls(np.concatenate(pieces), tuple(classes), frame.origin)

    def absent(self, partition: Partition) -> list[str]:
        """Notes on the parts in which a class has no row. Raises DataError if that is the training part."""
        notes = []
        totals = np.bincount(self.labels, minlength=len(self.classes))
        for part, rows in partition.by_part().items():
            absent = np.flatnonzero(np.bincount(self.labels[rows], minlength=len(self.classes)) == 0)
            shown = ", ".join(f"{self.classes[i]} ({totals[i]} in all)" for i in absent[:SHOWN])
            shown += f" and {len(absent) - SHOWN} other classes" if len(absent) > SHOWN else ""
            if len(absent) and part == "train":
                raise DataError(
                    f"{self.origin}: no training row is of class {shown}; use data.split: stratified, or "
                    "remove these rows"
                )
            if len(absent) and len(rows):
                notes.append(f"{part}: no row is of class {shown}")
        return notes


def divided(split: Split, frame: Frame, groups: Groups | None, folder: Path) -> Partition:
    """The frame's rows divided. Raises SpecError if the split needs classes and the target has none."""
    if split.by_class and groups is None:
        raise SpecError(
            f"data.split: {split.kind} divides by class, and the target is not a class (task: regression); "
            f"use {'group' if split.reads else 'random'}"
        )
    keys = split.keys(frame, folder)
    try:
        return split.rows(len(frame), groups.labels if groups else None, keys)
    except DataError as error:
        raise DataError(f"{frame.origin}: {error}") from None
