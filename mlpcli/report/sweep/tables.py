"""What a sweep came to, as tables: the ranking, the points that do not rank, the importance of the axes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mlpcli.report import wording
from mlpcli.report.sweep.names import first_line, short_names, value
from mlpcli.report.tables import listing
from mlpcli.sweep.ranking import Ranking
from mlpcli.sweep.standing import varied
from mlpcli.sweep.trial import Overrides

if TYPE_CHECKING:
    from rich.table import Table

MARK = "="
"""Behind the points that cannot be told apart from the best."""

NARROW = ("trial", "point", "standard_error", MARK)
"""Columns of text that are short and never fold."""


COST = ("epochs", "seconds")
"""Columns of numbers that fold where there is no room: cut, 20 epochs would read as 2."""


def ranked_table(ranking: Ranking, limit: int = 20) -> Table:
    """The best `limit` points: what they change, their mean with its standard error, the mark, their cost.

    Points of several trials have a number, points of one the trial's name. Epochs and time are means over
    the point's trials; time is that of the stack a trial trained in. The number of seeds is a column where
    points differ in it.
    """
    counts = _counts(ranking)
    axes = _axes(ranking)
    rows = []
    for place, point in enumerate(ranking.standings[:limit], 1):
        row: dict[str, object] = {"rank": place}
        row |= {"point": str(point.point)} if counts != {1} else {"trial": point.best.trial}
        row |= _values(point.overrides, axes)
        row[ranking.objective] = point.mean
        if counts != {1}:
            row |= {"standard_error": _error(point.standard_error), MARK: MARK if point.comparable else ""}
        if len(counts) > 1:
            row["seeds"] = len(point.trials)
        row["epochs"] = round(statistics.mean(trial.epochs for trial in point.trials))
        row["seconds"] = statistics.mean(trial.seconds for trial in point.trials)
        rows.append(row)
    return _captioned(_tightened(rows, axes), _notes(ranking, limit))


def unranked_table(ranking: Ranking, limit: int = 20) -> Table:
    """The points that do not rank, and why."""
    axes = _axes(ranking)
    rows = [
        {"point": str(point.point)} | _values(point.overrides, axes) | {"why": first_line(point.reason)}
        for point in ranking.unranked[:limit]
    ]
    more = len(ranking.unranked) - limit
    return _captioned(_tightened(rows, axes), [f"{more} more"] if more > 0 else [])


def importance_table(shares: Mapping[str, float]) -> Table:
    """The share of the variance that each axis explains by itself, see sweep.importance."""
    rows = [{"axis": axis, "importance": f"{100 * share:.0f} %"} for axis, share in shares.items()]
    table = listing(rows)
    for column in table.columns[1:]:
        column.justify = "right"
    return _captioned(table, ["share of the variance between points that the axis explains by itself"])


def _counts(ranking: Ranking) -> set[int]:
    """How many trials the points have: one number, most often."""
    return {len(point.trials) for point in ranking.standings}


def _error(x: float) -> str:
    """A standard error: two digits say enough."""
    return "" if math.isnan(x) else f"{x:#.2g}".rstrip(".")


def _axes(ranking: Ranking) -> dict[str, str]:
    """The keys that differ between points, and their short names."""
    overrides = [p.overrides for p in ranking.standings] + [p.overrides for p in ranking.unranked]
    taken = ("rank", "point", "trial", "seeds", "epochs", "seconds", "time", "why", ranking.objective)
    return short_names(varied(overrides), taken)


def _values(overrides: Overrides, axes: Mapping[str, str]) -> dict[str, object]:
    return {name: value(overrides[key], key) if key in overrides else "" for key, name in axes.items()}


def _tightened(rows: Sequence[Mapping[str, object]], axes: Mapping[str, str]) -> Table:
    """A listing in which short texts take no more room than they need, and what was a number stands right."""
    table = listing(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name, column in zip(names, table.columns, strict=True):
        texts = [str(row.get(name, "")) for row in rows]
        if name in (*NARROW, *axes.values()):
            words = [word for text in (*texts, str(column.header)) for word in text.split()]
            column.min_width = max(map(len, words))
            column.no_wrap = max(map(len, texts)) <= column.min_width  # else rich tries to shrink it in vain
        if name in COST:
            column.no_wrap = False
        if name in (*axes.values(), "standard_error", "point") and all(map(_is_numeric, texts)):
            column.justify = "right"
    return table


def _is_numeric(text: str) -> bool:
    return not text or text[0].isdigit() or text[0] == "-"


def _notes(ranking: Ranking, limit: int) -> list[str]:
    notes = []
    hidden = len(ranking.standings) - limit
    if hidden > 0:
        notes.append(f"{wording.count(hidden)} more below")
    if ranking.unranked:
        notes.append(f"without points that do not rank: {wording.count(len(ranking.unranked))}")
    if ranking.best is None:
        return [*notes, "no point ranks"]
    counts = _counts(ranking)
    if len(counts) == 1 and counts != {1}:
        notes.append(f"means over {counts.pop()} trials, with their standard error")
    if any(point.comparable is not None for point in ranking.standings):
        notes.append(f"{MARK} cannot be told apart from the best at 5 % (paired t-test, point by point)")
    elif len(ranking.standings) > 1:
        notes.append("one trial a point: what differs by chance cannot be told apart (seeds: 3 would)")
    if len(ranking.standings) > 1:
        notes.append("the best was chosen by these numbers: they flatter it, its test metrics do not")
    return notes


def _captioned(table: Table, notes: Sequence[str]) -> Table:
    from rich.text import Text

    if not table.columns:  # then rich would not write the notes either
        table.add_column("", min_width=max(map(len, notes), default=0))
    if notes:
        table.caption = Text("\n".join(notes), style="dim")
        table.caption_justify = "left"
    return table
