"""Tables for the end of a run and for show, runs and compare. Plain data in, a rich table out.

Numbers keep all their digits whatever the width of the console: only columns of text fold. Whatever comes
from the user (names, paths) is printed as it is, never read as markup.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpcli.report import wording

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

LONGEST_WORD = 20
SHORTEST_TEXT = 8
"""A column of text folds, but to no less than this."""


def cell(value: object, name: str = "") -> str:
    """A value as text; `name` is its column's or key's.

    >>> cell(0.97512), cell(0.001, "optimizer.learning_rate"), cell(4810), cell((64, 32)), cell(None)
    ('0.9751', '1e-03', '4,810', '64, 32', '')
    >>> cell({"train": 106, "test": 22}), cell(1536, "data_bytes")
    ('train 106, test 22', '1.5 kB')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return wording.size(value) if name.endswith("bytes") else wording.count(value)
    if isinstance(value, float):
        if name.endswith("learning_rate"):
            return wording.rate(value)
        return wording.duration(value) if name == "seconds" else wording.number(value)
    if isinstance(value, list | tuple):
        return ", ".join(cell(entry, name) for entry in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {cell(entry, name)}" for key, entry in value.items())
    return str(value)


def metrics_table(splits: Mapping[str, Mapping[str, float]]) -> Table:
    """Loss and metrics (down) of the splits (across): {"train": {"loss": 0.01, "accuracy": 1.0}, ...}."""
    names = dict.fromkeys(name for values in splits.values() for name in values)
    table = plain_table()
    table.add_column("")
    for split in splits:
        table.add_column(text(split), justify="right", no_wrap=True)
    for name in names:
        values = (cell(values.get(name), name) for values in splits.values())
        table.add_row(text(label(name)), *values)
    return table


@dataclass(frozen=True, slots=True)
class LayerLine:
    """A layer: what it is, the shape that leaves it for one sample, how many parameters it has."""

    name: str
    description: str
    shape: tuple[int, ...]
    parameters: int


def network_table(layers: Sequence[LayerLine]) -> Table:
    """The layers from input to output, with the sum of their parameters."""
    table = plain_table(show_footer=True)
    table.add_column("layer", footer="sum", overflow="fold")
    table.add_column("", overflow="fold")
    table.add_column("output shape", no_wrap=True)
    total = wording.count(sum(layer.parameters for layer in layers))
    table.add_column("parameters", footer=total, justify="right", no_wrap=True)
    for layer in layers:
        shape = " x ".join(map(str, layer.shape))
        table.add_row(text(layer.name), text(layer.description), shape, wording.count(layer.parameters))
    return table


def listing(rows: Sequence[Mapping[str, object]]) -> Table:
    """Rows of one kind: runs, trials, arrays. The keys are the columns, in the order they first appear."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = plain_table()
    tallest = max((len(label(name).split()) for name in names), default=1)
    for name in names:
        numeric = all(_is_number(row.get(name)) for row in rows)
        table.add_column(
            text(_stacked(label(name), tallest)),
            justify="right" if numeric else "left",
            min_width=None if numeric else SHORTEST_TEXT,
            no_wrap=numeric,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(text(cell(row.get(name), name)) for name in names))
    return table


def fitting(
    rows: Sequence[Mapping[str, object]],
    first: Sequence[str],
    middle: Sequence[str],
    last: Sequence[str],
    console: Console,
) -> tuple[Table, Sequence[str]]:
    """The listing of these columns with as many of the middle ones as the console has room for.

    Returns it and the names left out. A text may fold to `LONGEST_WORD` columns before a number has to go.
    """
    from rich.measure import Measurement

    short = [{n: v[:LONGEST_WORD] if isinstance(v, str) else v for n, v in row.items()} for row in rows]
    shown = len(middle)
    while shown > 0:
        table = _chosen(short, [*first, *middle[:shown], *last])
        options = console.options.update(max_width=sys.maxsize)
        if Measurement.get(console, options, table).maximum <= console.width:
            break
        shown -= 1
    return _chosen(rows, [*first, *middle[:shown], *last]), middle[shown:]


def _chosen(rows: Sequence[Mapping[str, object]], names: Sequence[str]) -> Table:
    return listing([{name: row.get(name) for name in names} for row in rows])


def facts(values: Mapping[str, object]) -> Table:
    """Keys and values, a line each."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in values.items():
        grid.add_row(text(label(name)), text(cell(value, name)))
    return grid


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def label(name: str) -> str:
    """A key in words."""
    return "time" if name == "seconds" else name.replace("_bytes", "_memory").replace("_", " ")


def _stacked(label: str, lines: int) -> str:
    """The words one below the other, at the bottom: so the numbers, not their names, set the width."""
    words = label.split()
    return "\n" * (lines - len(words)) + "\n".join(words)


def text(string: str) -> Text:
    """As it is, without markup."""
    from rich.text import Text

    return Text(string)


def plain_table(show_footer: bool = False) -> Table:
    """An empty table as all are here."""
    from rich import box
    from rich.table import Table

    return Table(
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
        show_footer=show_footer,
        header_style="bold",
    )
