"""A column with many empty cells: what fills them is what the network mostly sees."""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.data.coding.cells import empty
from mlpcli.data.lint.base import Advice, View, dropped

MANY = 0.2
"""Share of empty cells of a number, which get a number that nobody measured."""

MOST = 0.6
"""Share from which any column is better left out; below, an empty category is a level of its own."""


def advice(view: View) -> Iterator[Advice]:
    """By the share of empty cells in the training rows."""
    for name in view.columns:
        cells = view.cells(name)
        share = float(empty(cells).mean()) if len(cells) else 0.0
        said = f"{100 * share:.1f} % of {len(cells):,} training rows are empty"
        if share >= MOST:
            yield dropped("missing", name, said)
        elif share >= MANY and view.is_number(name):
            key = ("data", "columns", name)
            yield Advice("missing", name, said, key, {"type": "number", "indicator": True})
