"""Tables as they come, with missing cells and categories: four lines of spec, then eval and predict."""

from __future__ import annotations

import csv

import pytest

SPEC = """\
data:
  source: "{path}"
  target: {target}
architecture: {{hidden: [16]}}
"""

TABLES = [("titanic", "survived", 0.9), ("penguins", "species", 0.9)]  # titanic has `alive` beside `survived`


@pytest.mark.parametrize(("name", "target", "bound"), TABLES)
def test_a_table_as_it_comes(world, shared, done, rows, table, name, target, bound):
    path = shared / name / f"{name}.csv"
    (world / f"{name}.yaml").write_text(SPEC.format(path=path.as_posix(), target=target), encoding="utf-8")
    ended = done("train", f"{name}.yaml", "--json")
    assert ended.json["test"]["accuracy"] >= bound
    assert "cells empty, filled with" in ended.err
    assert "Warning" not in ended.err

    run = f"runs/{name}"
    with path.open(encoding="utf-8", newline="") as file:
        header, *cells = csv.reader(file)
    told = done("eval", run, path, "--json").json
    assert told["rows"] == len(cells)
    assert told["metrics"]["accuracy"] >= bound

    place = header.index(target)
    blind = table(world / "blind.csv", [row[:place] + row[place + 1 :] for row in (header, *cells)])
    predicted = rows(done("predict", run, path, "--probabilities").out)
    assert rows(done("predict", run, blind, "--probabilities").out) == predicted
    right = sum(row[target] == row_[place] for row, row_ in zip(predicted, cells, strict=True))
    assert right / len(cells) == pytest.approx(told["metrics"]["accuracy"], abs=1e-9)
