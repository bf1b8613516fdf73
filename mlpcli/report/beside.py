"""Several runs side by side: a column for each, in as many tables as the console needs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from mlpcli.report.tables import cell, label, plain_table, text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

MARK = "*"
"""Behind the best of a row."""

FOLDED = 14
"""Characters to which names and texts fold where not all runs have room beside each other."""


@dataclass(frozen=True)
class Line:
    """A row: what it is, a cell for each run, and which of them are the best. Without cells a heading."""

    label: str
    cells: tuple[str, ...] = ()
    best: frozenset[int] = frozenset()
    numeric: bool = True


def fact_lines(runs: Sequence[Mapping[str, object]], names: Iterable[str]) -> list[Line]:
    """A line for each fact that any of the runs has; of several values the smallest and the largest."""
    return [
        Line(label(name), tuple(_spread(run.get(name), name) for run in runs), numeric=name != "stop_reason")
        for name in names
        if any(run.get(name) is not None for run in runs)
    ]


def metric_lines(
    scores: Sequence[Mapping[str, Mapping[str, Any]]], best: Mapping[str, Mapping[str, Sequence[int]]]
) -> list[Line]:
    """The metrics of each part under its name; a place that is marked is the best of its row."""
    lines = []
    for part in ("test", "validation", "train"):
        metrics = dict.fromkeys(name for own in scores for name in own.get(part, {}))
        lines += [Line(part)] if metrics else []
        for metric in metrics:
            cells = tuple(cell(own.get(part, {}).get(metric)) for own in scores)
            lines.append(Line(f"  {label(metric)}", cells, frozenset(best.get(part, {}).get(metric, ()))))
    return lines


def side_by_side(names: Sequence[str], lines: Sequence[Line], console: Console) -> list[Table]:
    """One table if the console has room for it; else texts fold, and then as few tables as have room."""
    from rich.measure import Measurement

    options = console.options.update(max_width=sys.maxsize)
    whole = [_table(names, lines, range(len(names)))]
    if Measurement.get(console, options, whole[0]).maximum <= console.width:
        return whole
    tables = whole
    for size in range(len(names), 0, -1):
        blocks = [range(start, min(start + size, len(names))) for start in range(0, len(names), size)]
        tables = [_table(names, lines, block, FOLDED) for block in blocks]
        if all(Measurement.get(console, options, table).maximum <= console.width for table in tables):
            break
    return tables


def _table(names: Sequence[str], lines: Sequence[Line], places: range, width: int = sys.maxsize) -> Table:
    table = plain_table()
    table.add_column("", overflow="fold")
    for place in places:
        table.add_column(text(_folded(names[place], width) + " "), justify="right", overflow="fold")
    for line in lines:
        shown = [_cell(line, place, width) for place in places] if line.cells else []
        table.add_row(text(line.label), *shown, style="" if line.cells else "bold")
    return table


def _cell(line: Line, place: int, width: int) -> Text:
    """With room for a mark, so that digits stand below each other."""
    own, best = line.cells[place], place in line.best
    shown = text((own if line.numeric else _folded(own, width)) + (MARK if best else " "))
    if best:
        shown.stylize("bold")
    return shown


def _folded(string: str, width: int) -> str:
    """In lines of at most this many characters, ended at hyphens where there are any."""
    return " \n".join(wrap(string, width)) if len(string) > width else string


def _spread(value: object, name: str) -> str:
    """A value, or those of several networks: the ends of the range, or each that there is."""
    if not isinstance(value, list | tuple):
        return cell(value, name)
    known = list(dict.fromkeys(own for own in value if own is not None))
    if len(known) > 1 and all(isinstance(own, int) for own in known):
        return f"{cell(min(known), name)} to {cell(max(known), name)}"
    return ", ".join(cell(own, name) for own in known)
