"""Tables as they come. Expected numbers were counted in the files with other tools, named beside them."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

import numpy as np
import pytest

from mlpcli.data import Data, Prepared, prepare


def prepared(folder: Path, name: str, target: str | None) -> Prepared:
    return prepare(Data.model_validate({"source": f"{name}/{name}.csv", "target": target}), folder)


def cells(folder: Path, name: str, column: str) -> list[str]:
    """The column as Python's csv module reads it."""
    with (folder / name / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def test_titanic(shared: Path) -> None:
    found = prepared(shared, "titanic", "survived")
    ages = cells(shared, "titanic", "age")
    present = [float(ages[row]) for row in found.train.rows if ages[row]]
    assert found.coding.task == "binary"
    assert found.notes[-1] == (
        f"age: {ages.count('')} of 891 cells empty, filled with {statistics.median(present):g} "
        "(median of the training rows)"
    )
    assert {"deck=(empty)", "sex=female", "sex=male"} <= set(found.coding.feature_names)
    survived = cells(shared, "titanic", "survived")
    assert found.test.y[:, 0].tolist() == [float(survived[row]) for row in found.test.rows]
    assert all(np.isfinite(part.x).all() for part in (found.train, found.validation, found.test))


def test_penguins(shared: Path) -> None:
    found = prepared(shared, "penguins", "species")
    species = cells(shared, "penguins", "species")
    assert found.coding.classes == tuple(sorted(set(species)))
    decoded = found.coding.decode(found.test.y)["species"].tolist()
    assert decoded == [species[row] for row in found.test.rows]
    lengths = cells(shared, "penguins", "bill_length_mm")
    filled = [float(lengths[row]) for row in found.train.rows if lengths[row]]
    filled += [statistics.median(filled)] * (len(found.train.rows) - len(filled))
    column = found.coding.feature_names.index("bill_length_mm")
    assert found.coding.dump()["shift"][column] == pytest.approx(statistics.fmean(filled))
    assert found.coding.dump()["scale"][column] == pytest.approx(statistics.pstdev(filled))


def test_mpg_leaves_out_the_names_of_cars(shared: Path) -> None:
    found = prepared(shared, "mpg", "mpg")
    assert found.coding.task == "regression"
    assert found.notes[0].startswith("name: left out, text that differs in nearly every row")
    assert "horsepower: 6 of 398 cells empty" in found.notes[1]  # SOURCES.md: 6 empty cells


def test_diamonds(shared: Path) -> None:
    found = prepared(shared, "diamonds", "price")
    assert found.coding.task == "regression"
    assert len(found.train) == 53_940 - 2 * round(53_940 * 0.15)
    assert sum(name.startswith("cut=") for name in found.coding.feature_names) == len(
        set(cells(shared, "diamonds", "cut"))
    )


def test_pictures(shared: Path) -> None:
    split = {"kind": "files", "test": "t10k-images-idx3-ubyte.gz", "validation": 0.1}
    section = Data.model_validate({"source": "train-images-idx3-ubyte.gz", "split": split})
    started = time.perf_counter()
    found = prepare(section, shared / "fashion-mnist")
    assert time.perf_counter() - started < 10  # half a second where nothing else runs
    assert [len(part) for part in (found.train, found.validation, found.test)] == [54_000, 6_000, 10_000]
    assert found.coding.input_shape == (28, 28)
    assert found.train.x.min() == 0
    assert found.train.x.max() == 1
    assert found.test.y.sum(axis=0).tolist() == [1000.0] * 10  # balanced, as published
