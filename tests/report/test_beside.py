"""Runs side by side on consoles of all widths, and what the tests of two runs are called."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from mlpcli.report.beside import Line, fact_lines, metric_lines, side_by_side
from mlpcli.report.paired import caution, pair_line

NAMES = ["digits", "digits-with-a-long-name-2", *(f"digits-{n}" for n in range(3, 11))]
SCORES = [{"test": {"loss": 0.1 + 0.01 * n, "accuracy": 0.9}} for n in range(10)]
LINES = [
    *fact_lines(
        [{"epochs": 100, "stop_reason": "early_stopping", "seconds": 12.0}] * 10, ["epochs", "seconds"]
    ),
    *metric_lines(SCORES, {"test": {"loss": [0]}}),
    Line("optimizer.learning_rate", ("0.001",) * 10, numeric=False),
]


def drawn(width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    tables = side_by_side(NAMES, LINES, console)
    for table in tables:
        console.print(table)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "tables"), [(1000, 1), (120, 2), (80, 3)])
def test_every_run_has_all_its_numbers_whatever_the_width(width: int, tables: int) -> None:
    lines = drawn(width)
    assert max(map(len, lines)) <= width
    assert sum("loss" in line for line in lines) == tables
    numbers = [word for line in lines if "loss" in line for word in line.split()[1:]]
    assert numbers == ["0.1000*", *(f"{0.1 + 0.01 * n:.4f}" for n in range(1, 10))]


def test_a_console_narrower_than_two_runs_still_shows_all() -> None:
    assert sum("loss" in line for line in drawn(20)) == 10


def test_facts_of_several_networks_are_a_range() -> None:
    runs = [{"epochs": 9, "stop_reason": "epochs"}, {"epochs": [3, 12, 7], "stop_reason": ["epochs", "time"]}]
    lines = {line.label: line.cells for line in fact_lines(runs, ["epochs", "stop_reason", "folds"])}
    assert lines == {"epochs": ("9", "3 to 12"), "stop reason": ("epochs", "epochs, time")}


MCNEMAR = {"one": "a", "other": "b", "data": "test", "test": "mcnemar", "rows": 9, "both": 3}
PAIRED_T = {"one": "a", "other": "b", "data": "out_of_fold", "test": "paired_t", "rows": 9, "target": "price"}
ERRORS = {"one_mean": 2.0, "other_mean": 1.5, "difference": -0.5, "standard_error": 0.1}


def test_what_a_test_has_found() -> None:
    assert pair_line({"one": "a", "other": "b", "reason": "rain"}) == "b against a: no test, since rain"
    same = pair_line({**MCNEMAR, "only_one": 0, "only_other": 0, "p_value": 1.0})
    assert same == "b against a, 9 test rows: right in the same 3, so nothing tells them apart"
    clear = pair_line({**PAIRED_T, **ERRORS, "p_value": 1e-9})
    assert clear == (
        "b against a, price, 9 out-of-fold rows: mean squared error 1.500 against 2.000, difference "
        "-0.5000 ± 0.1000; p < 0.0001 (paired t): luck alone seldom does this"
    )
    assert pair_line({**PAIRED_T, **ERRORS, "p_value": 0.05}).endswith(
        "p = 0.05000 (paired t): this can be luck"
    )
    assert "no p" in pair_line({**PAIRED_T, **ERRORS, "p_value": math.nan})
    assert "Bonferroni" not in caution(1)
    assert "p below 0.01000" in caution(5)
