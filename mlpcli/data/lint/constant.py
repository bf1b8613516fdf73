"""A column with one value: nothing can be learned from it."""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.data.coding.cells import empty, is_text
from mlpcli.data.lint.base import Advice, View, dropped


def advice(view: View) -> Iterator[Advice]:
    """Numbers and text alike; a column with empty cells beside its value tells something."""
    for name in view.columns:
        cells = view.cells(name)
        if len(cells) < 2:
            continue
        first = cells[0]
        if is_text(cells):
            same = all(cell == first for cell in cells.tolist())
        else:
            same = bool((cells == first).all()) or bool(empty(cells).all())
        if same:
            shown = (
                "empty"
                if first is None or first != first
                else repr(first.item() if hasattr(first, "item") else first)
            )
            yield dropped("constant", name, f"{shown} in all {len(cells):,} training rows")
