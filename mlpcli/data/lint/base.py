"""What a finding is, and the view of divided data that all of them look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding import Coding
from mlpcli.data.coding.cells import days, distinct, is_date, is_text, positions
from mlpcli.data.columns import Category, Column, Drop
from mlpcli.data.frame import Frame
from mlpcli.data.spec import Data
from mlpcli.data.split import Part, Rows

MOST_ROWS = 20_000
MOST_CELLS = 5_000_000
MOST_COLUMNS = 1_000
FEWEST_ROWS = 500
"""Rows of a very wide table that are looked at all the same."""


@dataclass(frozen=True)
class Advice:
    """A finding: what it is, in which column ("" for the whole table), the evidence, and what to change.

    `key` is a dotted key of the spec and `value` what to write there; without a key the value is advice that
    the spec cannot follow.
    """

    code: str
    column: str
    evidence: str
    key: tuple[str, ...]
    value: Any

    def nested(self) -> dict[str, Any]:
        """The change as a part of a spec.

        >>> Advice("constant", "a", "0 in all 9 rows", ("data", "columns", "a"), "drop").nested()
        {'data': {'columns': {'a': 'drop'}}}
        """
        change: Any = self.value
        for name in reversed(self.key):
            change = {name: change}
        return dict(change)


def dropped(code: str, column: str, evidence: str) -> Advice:
    """Advice to leave a column out."""
    return Advice(code, column, evidence, ("data", "columns", column), "drop")


@dataclass(frozen=True, eq=False)
class View:
    """Divided data: the frame of each part and the rows of it that are looked at; data is resolved."""

    frames: Mapping[Part, Frame]
    rows: Mapping[Part, Rows]
    data: Data
    coding: Coding
    columns: Mapping[str, Column]
    looked_at: str = ""

    @classmethod
    def of(cls, frames: Mapping[Part, Frame], rows: Mapping[Part, Rows], data: Data, coding: Coding) -> View:
        """All rows and used columns, or so many that lie evenly among them."""
        used = {name: spec for name, spec in data.columns.items() if not isinstance(spec, Drop)}
        used = {name: spec for name, spec in used.items() if frames["train"].columns[name].ndim == 1}
        names = [list(used)[i] for i in evenly(len(used), MOST_COLUMNS)]
        total = sum(map(len, rows.values()))
        most = min(MOST_ROWS, max(MOST_CELLS // max(len(names), 1), FEWEST_ROWS))
        said = [f"{most:,} of {total:,} rows"] if total > most else []
        said += [f"{len(names):,} of {len(used):,} columns"] if len(names) < len(used) else []
        share = min(1.0, most / max(total, 1))
        few = {part: own[evenly(len(own), max(1, round(len(own) * share)))] for part, own in rows.items()}
        return cls(frames, few, data, coding, {name: used[name] for name in names}, " and ".join(said))

    def cells(self, name: str, part: Part = "train") -> NDArray[Any]:
        """The cells of a column in a part, dates as days."""
        cells: NDArray[Any] = self.frames[part].columns[name][self.rows[part]]
        return days(cells) if is_date(cells) else cells

    @cached_property
    def numbers(self) -> dict[str, Array]:
        """Training cells of the columns of numbers that are no categories, NaN where empty."""
        return {name: self.as_numbers(name) for name in self.columns if self.is_number(name)}

    def is_number(self, name: str) -> bool:
        """Whether a column is one of numbers and read as such."""
        numeric = self.frames["train"].columns[name].dtype.kind in "iuf"
        return numeric and self.columns[name].type == "number"

    def as_numbers(self, name: str, part: Part = "train") -> Array:
        """The cells in double precision."""
        cells: Array = self.cells(name, part).astype(np.float64)
        return cells

    @cached_property
    def categories(self) -> list[str]:
        """The columns that are categories."""
        return [name for name, spec in self.columns.items() if isinstance(spec, Category)]

    @cached_property
    def y(self) -> Array | None:
        """The target of the training rows as labels 0, 1, ... or numbers; None for several, or none."""
        if len(self.data.targets) != 1 or self.data.task not in ("classification", "regression", "counts"):
            return None
        cells = self.cells(self.data.targets[0])
        if cells.ndim > 1:
            return None
        if self.data.task == "classification":
            return positions(cells, self.coding.classes or distinct(cells))
        return None if is_text(cells) else cells.astype(np.float64)

    def row(self, part: Part, place: int) -> int:
        """The number, from 1, that a row has in its file."""
        return int(self.rows[part][place]) + 1


def evenly(rows: int, most: int) -> NDArray[np.intp]:
    """All of so many, or `most` that lie evenly among them.

    >>> evenly(10, 3).tolist()
    [0, 4, 9]
    """
    return np.arange(rows) if rows <= most else np.linspace(0, rows - 1, most).astype(np.intp)
