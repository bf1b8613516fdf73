"""The confusion matrix as text: the whole matrix where it fits, else the pairs that are confused most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

MOST_CLASSES = 12
"""Matrices of more classes are not shown whole."""

MOST_PAIRS = 12

LONGEST_HEAD = 5
"""With names of at most this length the columns carry the names, else the numbers of the rows."""

LONGEST_LABEL = 18
"""Longer names of rows fold."""


def confusion_table(counts: Sequence[Sequence[float]], classes: Sequence[str]) -> Table:
    """counts[i][j] = rows of class i predicted as class j; true classes down, predicted ones across.

    Right predictions stand out, zeros are dots.
    """
    return _matrix(counts, classes) if len(classes) <= MOST_CLASSES else _pairs(counts, classes)


def _matrix(counts: Sequence[Sequence[float]], classes: Sequence[str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    short = max(map(len, classes)) <= LONGEST_HEAD
    table = Table.grid(padding=(0, 2 if len(classes) <= 8 else 1, 0, 0))
    table.add_column(overflow="fold", min_width=6, max_width=LONGEST_LABEL)
    for _ in classes:
        table.add_column(justify="right", no_wrap=True)
    heads = classes if short else [str(i) for i in range(1, len(classes) + 1)]
    table.add_row(Text("true \\ predicted", "dim"), *(Text(head, "bold") for head in heads))
    for i, (name, row) in enumerate(zip(classes, counts, strict=True)):
        label = name if short else f"{i + 1:>{len(str(len(classes)))}} {name}"
        table.add_row(Text(label, "bold"), *(_entry(n, right=i == j) for j, n in enumerate(row)))
    return table


def _entry(n: float, right: bool) -> Text:
    from rich.text import Text

    if right:
        return Text(str(int(n)), "bold green")
    return Text(str(int(n)), "red") if n else Text(".", "dim")


def _pairs(counts: Sequence[Sequence[float]], classes: Sequence[str]) -> Table:
    from mlpcli.report.tables import listing

    wrong = [(int(n), i, j) for i, row in enumerate(counts) for j, n in enumerate(row) if i != j and n]
    wrong.sort(key=lambda pair: (-pair[0], pair[1:]))
    return listing(
        [{"true": classes[i], "predicted": classes[j], "rows": n} for n, i, j in wrong[:MOST_PAIRS]]
    )
