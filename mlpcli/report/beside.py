"""Several runs side by side: a column for each, in as many tables as the console needs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlpcli.report.tables import LONGEST_WORD, SHORTEST_TEXT, cell, label, plain_table, text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MARK = "*"
"""Behind the best of a row."""


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
    """As few tables as have room for all runs; a text may fold to `LONGEST_WORD` before another is begun."""
    from rich.measure import Measurement

    options = console.options.update(max_width=sys.maxsize)
    for size in range(len(names), 1, -1):
        measured = [_table(names, lines, places, LONGEST_WORD) for places in _blocks(len(names), size)]
        if all(Measurement.get(console, options, t).maximum <= console.width for t in measured):
            break
    else:
        size = 1
    return [_table(names, lines, places) for places in _blocks(len(names), size)]


def _blocks(count: int, size: int) -> list[range]:
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def _table(names: Sequence[str], lines: Sequence[Line], places: range, longest: int | None = None) -> Table:
    table = plain_table()
    table.add_column("", overflow="fold")
    for place in places:
        numbers = [len(line.cells[place]) + 1 for line in lines if line.cells and line.numeric]
        width = max([SHORTEST_TEXT, *numbers])
        table.add_column(text(names[place][:longest]), justify="right", overflow="fold", min_width=width)
    for line in lines:
        shown = [_cell(line, place, longest) for place in places] if line.cells else []
        table.add_row(text(line.label), *shown, style="" if line.cells else "bold")
    return table


def _cell(line: Line, place: int, longest: int | None) -> Any:
    """With room for a mark, so that digits stand below each other."""
    best = place in line.best
    own = line.cells[place] if line.numeric else line.cells[place][:longest]
    shown = text(own + (MARK if best else " "))
    if best:
        shown.stylize("bold")
    return shown


def _spread(value: object, name: str) -> str:
    """A value, or those of several networks: the ends of the range, or each that there is."""
    if not isinstance(value, list | tuple):
        return cell(value, name)
    known = list(dict.fromkeys(own for own in value if own is not None))
    if len(known) > 1 and all(isinstance(own, int) for own in known):
        return f"{cell(min(known), name)} to {cell(max(known), name)}"
    return ", ".join(cell(own, name) for own in known)
