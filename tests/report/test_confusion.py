"""The confusion matrix as a user sees it."""

from __future__ import annotations

import io

from rich.console import Console

from mlpcli.report.confusion import MOST_CLASSES, MOST_PAIRS, confusion_table


def text(counts: list[list[float]], classes: list[str], width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(confusion_table(counts, classes))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def test_short_names_head_the_columns() -> None:
    assert text([[50.0, 2.0], [0.0, 45.0]], ["no", "yes"]) == [
        "true \\ predicted  no  yes",
        "no                50    2",
        "yes                .   45",
    ]


def test_longer_names_are_numbered() -> None:
    assert text([[9, 0, 1], [0, 8, 2], [0, 0, 7]], ["setosa", "versicolor", "virginica"]) == [
        "true \\ predicted  1  2  3",
        "1 setosa          9  .  1",
        "2 versicolor      .  8  2",
        "3 virginica       .  .  7",
    ]


def test_twelve_classes_with_thousands_of_rows_fit() -> None:
    C = MOST_CLASSES
    counts = [[6000.0 if i == j else 1234.0 for j in range(C)] for i in range(C)]
    lines = text(counts, [f"a rather long name {i}" for i in range(C)])
    assert max(map(len, lines)) <= 80
    assert sum(line.count("6000") for line in lines) == C
    assert sum(line.count("1234") for line in lines) == C * (C - 1)


def test_more_classes_are_told_as_their_worst_pairs() -> None:
    C = 15
    counts = [[float(100 if i == j else (i == 3) * j) for j in range(C)] for i in range(C)]
    lines = text(counts, [f"class {i}" for i in range(C)])
    assert lines[0].split() == ["true", "predicted", "rows"]
    assert lines[2].split() == ["class", "3", "class", "14", "14"]
    assert lines[3].split() == ["class", "3", "class", "13", "13"]
    assert len(lines) == 2 + MOST_PAIRS


def test_class_names_are_not_read_as_markup() -> None:
    assert text([[1, 0], [0, 1]], ["[b]", ":x:"])[1].startswith("[b]")
