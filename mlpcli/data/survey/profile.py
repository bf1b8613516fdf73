"""The cells of a column in a few numbers: DuckDB's SUMMARIZE for how they lie, exact counts of the values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.coding.cells import empty, is_date, is_text, readable
from mlpcli.data.frame import Frame

PORTION = 100
"""Columns that one query summarises: its text grows with them, and with it the time to compile it."""

KEPT = 60
"""Values that a profile keeps, the most frequent ones."""


@dataclass(frozen=True)
class Profile:
    """A column of `rows` rows, `missing` of them empty, with `distinct` different values.

    `values` are the most frequent ones with their counts (all of them if there are no more than KEPT). Of
    numbers: the extremes, mean, deviation and quartiles; `whole` says whether none has a fraction, `rising`
    whether each is one more than the one before. Of text: the mean number of words in a cell. `shape` is
    that of a cell, () for a single value; dates are told as text.
    """

    name: str
    rows: int
    missing: int = 0
    distinct: int = 0
    values: tuple[tuple[Any, int], ...] = ()
    text: bool = False
    whole: bool = False
    rising: bool = False
    low: float = np.nan
    high: float = np.nan
    mean: float = np.nan
    deviation: float = np.nan
    quartiles: tuple[float, float, float] = (np.nan, np.nan, np.nan)
    words: float = 0.0
    shape: tuple[int, ...] = ()
    date: bool = False

    @property
    def present(self) -> int:
        """Cells that are not empty."""
        return self.rows - self.missing

    @property
    def levels(self) -> list[Any]:
        """The values that were kept, in rising order."""
        return sorted(value for value, _ in self.values)


def profiles(frame: Frame) -> dict[str, Profile]:
    """The profile of every column, by name.

    >>> found = profiles(Frame({"a": np.array([1.0, 3.0, np.nan]), "b": np.array(["x", "x", "y"], "O")}, ""))
    >>> found["a"].missing, found["a"].mean, found["b"].values
    (1, 2.0, (('x', 2), ('y', 1)))
    """
    wide = {name: cells for name, cells in frame.columns.items() if cells.ndim > 1}
    flat = {name: cells for name, cells in frame.columns.items() if cells.ndim == 1}
    found = {name: Profile(name, len(frame), shape=cells.shape[1:]) for name, cells in wide.items()}
    summaries = dict(_summaries(flat))
    found |= {name: counted(name, cells, summaries[name]) for name, cells in flat.items()}
    return {name: found[name] for name in frame.columns}


def _summaries(columns: Mapping[str, NDArray[Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What DuckDB says of each column; NaN, an empty cell, is nothing to it."""
    import duckdb

    names = list(columns)
    with duckdb.connect(":memory:") as connection:
        for start in range(0, len(names), PORTION):
            portion = names[start : start + PORTION]
            # Under numbers for names: SQL takes "A" and "a" for the same.
            connection.register("portion", {f"c{i}": _plain(columns[name]) for i, name in enumerate(portion)})
            cells = (_cell(columns[name], f"c{i}") for i, name in enumerate(portion))
            found = connection.execute(f"SUMMARIZE SELECT {', '.join(cells)} FROM portion")
            heads = [head for head, *_ in found.description or ()]
            for name, row in zip(portion, found.fetchall(), strict=True):
                yield name, dict(zip(heads, row, strict=True))
            connection.unregister("portion")


def _plain(cells: NDArray[Any]) -> NDArray[Any]:
    """Cells that DuckDB takes: half-precision numbers as single ones."""
    return cells.astype(np.float32) if cells.dtype == np.float16 else cells


def _cell(cells: NDArray[Any], column: str) -> str:
    return (
        f"CASE WHEN NOT isnan({column}) THEN {column} END AS {column}" if cells.dtype.kind == "f" else column
    )


def counted(name: str, cells: NDArray[Any], summary: Mapping[str, Any] | None = None) -> Profile:
    """The profile of one column; without a summary it says nothing of mean, deviation and quartiles.

    cells: (N,).
    """
    summary = summary or {}
    missing = empty(cells)
    present = cells[~missing]
    if is_text(cells):
        counts = Counter(present.tolist())
        values = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:KEPT]
        words = sum(len(value.split()) * count for value, count in counts.items()) / max(len(present), 1)
        return Profile(
            name, len(cells), int(missing.sum()), len(counts), tuple(values), text=True, words=words
        )
    found, times = np.unique(present, return_counts=True)
    order = np.argsort(-times, kind="stable")[:KEPT]
    if is_date(cells):
        spelled = tuple(zip(readable(found[order]).tolist(), times[order].tolist(), strict=True))
        return Profile(name, len(cells), int(missing.sum()), len(found), spelled, date=True)
    whole = bool(present.dtype.kind != "f" or (present == np.rint(present)).all())
    return Profile(
        name,
        len(cells),
        int(missing.sum()),
        len(found),
        tuple(zip(map(_value, found[order].tolist()), times[order].tolist(), strict=True)),
        whole=whole,
        rising=whole and len(present) == len(cells) > 1 and bool((np.diff(present) == 1).all()),
        low=_number(found[0]) if len(found) else np.nan,
        high=_number(found[-1]) if len(found) else np.nan,
        mean=_number(summary.get("avg")),
        deviation=_number(summary.get("std")),
        quartiles=(_number(summary.get("q25")), _number(summary.get("q50")), _number(summary.get("q75"))),
    )


def _value(value: Any) -> Any:
    """A whole float as the integer that people write."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(text: Any) -> float:
    """SUMMARIZE answers in text; truth values and dates have no mean."""
    try:
        return float(text) if text is not None else np.nan
    except (ValueError, TypeError):
        return np.nan
