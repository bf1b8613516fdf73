"""Histories of many trials as one long table, a row an epoch: few arrays, quickly written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

History: TypeAlias = Mapping[str, NDArray[Any]]
"""A column of values by epoch, by name."""

OWNER = "trial"
"""The column that says whose a row is, by place in the list of trials."""


def joined(histories: Sequence[History]) -> dict[str, NDArray[Any]]:
    """One below the other, with a column `trial`; NaN where a trial does not have a column.

    >>> joined([{"loss": np.array([0.5, 0.25])}, {}, {"loss": np.array([1.0])}])["trial"]
    array([0, 0, 2])
    """
    lengths = [_length(history) for history in histories]
    names = dict.fromkeys(name for history in histories for name in history)
    table: dict[str, NDArray[Any]] = {OWNER: np.repeat(np.arange(len(histories)), lengths)}
    for name in names:
        pieces = [
            history[name] if name in history else np.full(n, np.nan)
            for history, n in zip(histories, lengths, strict=True)
            if n
        ]
        table[name] = np.concatenate(pieces) if pieces else np.empty(0)
    return table


def parted(table: History, columns: Sequence[Sequence[str]]) -> list[History]:
    """The inverse; `columns` names those of each trial. Raises KeyError for a column that is not there."""
    owners = table[OWNER]
    starts = np.searchsorted(owners, np.arange(len(columns) + 1))
    return [
        {name: table[name][starts[i] : starts[i + 1]] for name in names} for i, names in enumerate(columns)
    ]


def _length(history: History) -> int:
    return len(next(iter(history.values()), ()))
