"""Rows for validation and test that were learned from: what they measure is memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.coding.cells import is_text
from mlpcli.data.lint.base import Advice, View
from mlpcli.data.split import Part

FEWEST_COLUMNS = 3
"""Rows of fewer columns are equal by chance."""

SHARE = 0.01
"""Of the rows of a part, from which copies count."""

PARTS: tuple[Part, ...] = ("validation", "test")


def advice(view: View) -> Iterator[Advice]:
    """Rows are equal where all used columns and the target are; compared by 64 bits of each."""
    names = [*view.columns, *view.data.targets]
    if len(names) < FEWEST_COLUMNS or len(view.columns) < len(view.data.columns) / 2:
        return
    known = _signatures(view, names, "train")
    order = np.argsort(known, kind="stable")
    for part in PARTS:
        found = _signatures(view, names, part)
        if not len(found) or not len(known):
            continue
        places = np.searchsorted(known[order], found).clip(max=len(known) - 1)
        copies = known[order][places] == found
        if copies.sum() > SHARE * len(found):
            i = int(copies.argmax())
            first = f"row {view.row(part, i):,} is row {view.row('train', int(order[places[i]])):,} again"
            said = f"{int(copies.sum()):,} of {len(found):,} {part} rows stand among the training rows too"
            advised = "remove the copies from the file, or keep them together"
            yield Advice("duplicate_rows", "", f"{said}: {first}", (), advised)


def _signatures(view: View, names: list[str], part: Part) -> NDArray[np.uint64]:
    """A number for each row: (n,)."""
    total = np.zeros(len(view.rows[part]), np.uint64)
    with np.errstate(over="ignore"):
        for name in names:
            total = total * np.uint64(0x9E3779B97F4A7C15) + _bits(view.cells(name, part))
            total ^= total >> np.uint64(29)
    return total


def _bits(cells: NDArray[Any]) -> NDArray[np.uint64]:
    if is_text(cells):
        return np.fromiter((hash(c) & (2**64 - 1) for c in cells.tolist()), np.uint64, len(cells))
    if cells.ndim > 1:
        cells = cells.reshape(len(cells), -1).astype(np.float64).sum(axis=1)
    numbers = cells.astype(np.float64) + 0.0  # -0 is 0
    return numbers.view(np.uint64)
