"""Categories that no training row has: the network has no input for them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.data.coding.cells import UNSEEN, distinct, positions
from mlpcli.data.lint.base import Advice, View
from mlpcli.data.split import Part

PARTS: tuple[Part, ...] = ("validation", "test")
SHOWN = 3


def advice(view: View) -> Iterator[Advice]:
    """The levels of validation and test rows against those of the training rows."""
    for name in view.categories:
        levels = distinct(view.cells(name))
        if not levels:
            continue
        said: list[str] = []
        new: dict[str, None] = {}
        for part in PARTS:
            cells = view.cells(name, part)
            unseen = positions(cells, levels) == UNSEEN
            if unseen.any():
                said.append(f"{int(unseen.sum()):,} of {len(cells):,} {part} rows")
                new |= dict.fromkeys(map(str, np.asarray(cells)[unseen].tolist()))
        if said:
            shown = ", ".join(repr(level) for level in list(new)[:SHOWN]) + (
                ", ..." if len(new) > SHOWN else ""
            )
            evidence = f"{' and '.join(said)} have categories that no training row has: {shown}"
            key = ("data", "columns", name)
            yield Advice("unseen", name, evidence, key, {"type": "category", "min_count": 5})
