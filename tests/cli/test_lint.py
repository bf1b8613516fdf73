"""The lint in `mlp check`: each finding on a table made for it, with a change that makes it go away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

ROWS = 300


def made(code: str) -> tuple[dict[str, list[object]], str]:
    """Columns in which one thing is wrong, and lines to add to the spec."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=ROWS)
    y = (x + rng.normal(size=ROWS) > 0).astype(int)
    columns: dict[str, list[object]] = {
        "x": x.round(4).tolist(),
        "z": rng.normal(size=ROWS).round(4).tolist(),
    }
    extra = ""
    match code:
        case "identifier":
            columns["row"] = list(range(ROWS))
        case "constant":
            columns["flat"] = [7] * ROWS
        case "leak":
            columns["late"] = [("no", "yes")[v] for v in y]
        case "missing":
            columns["thin"] = ["" if i % 5 < 2 else v for i, v in enumerate(rng.normal(size=ROWS).round(3))]
        case "outliers":
            columns["odd"] = [*rng.normal(size=ROWS - 1).round(3).tolist(), 1e6]
            extra = "  split: {kind: random, validation: 0.15, test: 0.15, seed: 1}\n"
        case "unscaled":
            columns["big"] = rng.normal(5000, 900, size=ROWS).round(1).tolist()
            extra = "  columns: {big: {type: number, scale: none}}\n"
        case "unseen":
            columns["town"] = [f"t{i}" if i % 9 == 0 else "bern" for i in range(ROWS)]
        case "duplicate_rows":
            columns = {name: cells[:100] * 3 for name, cells in columns.items()}
            y = np.tile(y[:100], 3)
        case "rare_class":
            y[x > 2.2] = 2
        case "target_type":
            y = np.clip(np.rint(2 * x + 5), 1, 9).astype(int)
            extra = "  task: classification\n"
    columns["y"] = y.tolist()
    return columns, extra


def write(columns: dict[str, list[object]], path: str = "t.csv") -> None:
    lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def linted(world, done):
    """linted(columns, extra, *words): the findings by code."""

    def run(columns, extra="", *words):
        write(columns)
        Path("t.yaml").write_text(f"data:\n  source: t.csv\n  target: y\n{extra}", encoding="utf-8")
        return done("check", "t.yaml", "--json", *words).json["lint"]

    return run


CODES = {
    "identifier": "row",
    "constant": "flat",
    "leak": "late",
    "missing": "thin",
    "outliers": "odd",
    "unscaled": "big",
    "unseen": "town",
    "duplicate_rows": None,
    "rare_class": "y",
    "target_type": "y",
}


@pytest.mark.parametrize("code", CODES)
def test_a_finding_and_its_change(linted, code):
    columns, extra = made(code)
    found = [one for one in linted(columns, extra) if one["code"] == code]
    assert [one["column"] for one in found][:1] == [CODES[code]]
    assert any(character.isdigit() for character in found[0]["evidence"])
    assert found[0]["change"]
    if code == "unseen":  # rare levels share an input then; that others are new is still so
        assert "min_count" in found[0]["set"]
    elif code not in ("duplicate_rows", "missing"):  # what is missing stays so, with an input that tells
        after = linted(columns, extra, "--set", found[0]["set"])
        assert (code, CODES[code]) not in {(one["code"], one["column"]) for one in after}


def test_nothing_is_found_where_nothing_is_wrong(linted):
    assert linted(made("")[0]) == []


def test_drift_to_a_test_file(world, done):
    columns, _ = made("")
    write(columns)
    write({**columns, "z": [v + 1.5 for v in columns["z"]]}, "later.csv")
    spec = "data: {source: t.csv, target: y, split: {kind: files, test: later.csv}}\n"
    Path("t.yaml").write_text(spec, encoding="utf-8")
    found = {(one["code"], one["column"]) for one in done("check", "t.yaml", "--json").json["lint"]}
    assert ("drift", "z") in found
    assert ("drift", "x") not in found


def test_numbers_that_look_like_classes(linted):
    columns, _ = made("")
    found = linted(columns, "  task: regression\n")
    assert [one["set"] for one in found if one["code"] == "target_type"] == ["data.task=classification"]


def test_the_table_for_people(world, done):
    columns, extra = made("constant")
    write(columns)
    Path("t.yaml").write_text(f"data:\n  source: t.csv\n  target: y\n{extra}", encoding="utf-8")
    said = " ".join(done("check", "t.yaml").out.split())
    assert "constant flat 7 in all 210 training rows data: {columns: {flat: drop}}" in said


def test_a_large_table_is_looked_at_by_a_sample(world, done):
    rng = np.random.default_rng(0)
    write({"x": rng.normal(size=30_000).round(3).tolist(), "y": rng.integers(0, 2, 30_000).tolist()})
    Path("t.yaml").write_text("data: {source: t.csv, target: y}\n", encoding="utf-8")
    notes = done("check", "t.yaml", "--json").json["notes"]
    assert "the lint looked at 20,000 of 30,000 rows" in notes
