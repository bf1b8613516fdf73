"""Cells of text that another text stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.frame import Stored
from mlpcli.data.lookup import suggestion
from mlpcli.errors import DataError


def replaced(
    columns: Mapping[str, NDArray[Any]], spellings: Mapping[str, Mapping[str, str | None]], origin: str
) -> dict[str, NDArray[Any]]:
    """The columns, each text that `spellings` has for its column replaced; None makes the cell a missing one.

    >>> cells = np.array(["yes.", "no", None], dtype=object)
    >>> replaced({"a": cells}, {"a": {"yes.": "yes", "no": None}}, "a.csv")["a"].tolist()
    ['yes', None, None]

    Raises DataError where there is no such column, or it holds no text.
    """
    found = dict(columns)
    for name, texts in spellings.items():
        if name not in columns:
            raise DataError(f"{origin}: no column {name!r} (replace); {suggestion(name, columns)}")
        if columns[name].dtype != object:
            raise DataError(
                f"{origin}: replace is for columns of text, and {name!r} holds numbers or dates; "
                "list a spelling of missing cells in `missing`"
            )
        found[name] = np.array([texts.get(cell, cell) for cell in columns[name].tolist()], dtype=object)
    return found


class ReplacedStore(Stored):
    """The same of columns that stay on disk, done to what is read."""

    def __init__(self, columns: Stored, spellings: Mapping[str, Mapping[str, str | None]], origin: str):
        self._columns, self._spellings, self._origin = columns, spellings, origin
        self.rows = columns.rows
        self.part(0, 1)

    @classmethod
    def of(cls, columns: Stored, spellings: Mapping[str, Mapping[str, str | None]], origin: str) -> Stored:
        """The columns themselves where nothing is to be replaced; raises DataError as `replaced` does."""
        return cls(columns, spellings, origin) if spellings else columns

    @property
    def width(self) -> int:
        """Cells of a row."""
        return self._columns.width

    def part(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The rows from start to stop."""
        return replaced(self._columns.part(start, stop), self._spellings, self._origin)

    def __getitem__(self, name: str) -> NDArray[Any]:
        spellings = {name: self._spellings[name]} if name in self._spellings else {}
        return replaced({name: self._columns[name]}, spellings, self._origin)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
