"""Tables, read as the text a user sees."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from mlpcli.report import tables
from mlpcli.report.tables import LayerLine


def text(renderable: Any, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def test_metrics_by_split_with_a_gap_where_one_lacks_a_metric() -> None:
    splits = {
        "train": {"loss": 0.01234, "accuracy": 1.0},
        "validation": {"loss": 0.0712, "accuracy": 0.9812, "roc_auc": 0.99},
        "test": {"loss": 0.08},
    }
    assert text(tables.metrics_table(splits)) == [
        "            train  validation     test",
        "──────────────────────────────────────",
        "loss      0.01234     0.07120  0.08000",
        "accuracy    1.000      0.9812",
        "roc auc                0.9900",
    ]


def test_network_adds_its_parameters() -> None:
    layers = [
        LayerLine("0_conv2d", "8 of 3 x 3, relu", (26, 26, 8), 80),
        LayerLine("1_dense", "10 units", (10,), 54090),
    ]
    assert text(tables.network_table(layers)) == [
        "layer                       output shape  parameters",
        "────────────────────────────────────────────────────",
        "0_conv2d  8 of 3 x 3, relu  26 x 26 x 8           80",
        "1_dense   10 units          10                54,090",
        "────────────────────────────────────────────────────",
        "sum                                           54,170",
    ]


RUNS: list[dict[str, object]] = [
    {"run": "digits", "epochs": 41, "best_epoch": 31, "seconds": 0.8, "learning_rate": 1e-3, "loss": 0.0712},
    {"run": "digits-2", "epochs": 1000, "seconds": 4000.0, "learning_rate": 3e-4, "stop_reason": "epochs"},
]


def test_listing_has_every_key_as_a_column() -> None:
    assert text(tables.listing(RUNS)) == [
        "                   best              learning           stop",
        "run       epochs  epoch        time      rate     loss  reason",
        "────────────────────────────────────────────────────────────────",
        "digits        41     31       0.8 s     1e-03  0.07120",
        "digits-2   1,000         1 h 06 min     3e-04           epochs",
    ]


def test_numbers_stay_whole_when_names_fold() -> None:
    rows = [
        {"run": "a-name-that-is-quite-long-" * 3, "where": "runs/" * 20, "loss": 0.0123456, "rows": 123456}
    ]
    lines = text(tables.listing(rows), width=50)
    assert max(map(len, lines)) <= 50
    assert any("0.01235  123,456" in line for line in lines)
    assert "…" not in "".join(lines)


def test_nothing_to_list_is_nothing() -> None:
    assert "".join(text(tables.listing([]))) == ""


def test_facts_stand_one_below_the_other() -> None:
    values = {"run": "runs/digits", "best_epoch": 31, "learning_rate": 0.01, "hidden": (64, 32), "note": None}
    assert text(tables.facts(values)) == [
        "run            runs/digits",
        "best epoch     31",
        "learning rate  1e-02",
        "hidden         64, 32",
        "note",
    ]


@pytest.mark.parametrize("table", [tables.facts, lambda values: tables.listing([values])])
def test_what_users_write_is_not_read_as_markup(table: Any) -> None:
    shown = "\n".join(text(table({"[b]key[/b]": "[red]x[/red] :smile: [/]"})))
    assert "[b]key[/b]" in shown
    assert "[red]x[/red] :smile: [/]" in shown


def test_true_is_not_the_number_one() -> None:
    assert tables.cell(True) == "yes"
    assert tables.cell(1) == "1"


def test_old_consoles_get_ascii_lines() -> None:
    written = io.BytesIO()
    file = io.TextIOWrapper(written, encoding="cp1252", write_through=True)
    Console(file=file, width=80).print(tables.listing(RUNS))  # an unencodable character would raise
    assert written.getvalue().isascii()
