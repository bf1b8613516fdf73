"""The shipped data sets: shapes as SOURCES.md says, no missing cells, numbers as published elsewhere."""

from __future__ import annotations

import importlib.util
import math
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mlpcli.data.frame import Frame
from mlpcli.data.source import TARGETS, Builtin

FOLDER = Path(__file__).parents[1] / "datasets"


def documented() -> dict[str, tuple[str, int, int, str]]:
    """By name: file, rows, columns and target, from the table in SOURCES.md."""
    row = re.compile(r"^\| (\w+) \| (\S+) \| ([\d,]+) × (\d+) \| `(\w+)`", re.MULTILINE)
    found = row.findall((FOLDER / "SOURCES.md").read_text(encoding="utf-8"))
    return {n: (file, int(rows.replace(",", "")), int(cols), target) for n, file, rows, cols, target in found}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """datasets/make_datasets.py, imported."""
    spec = importlib.util.spec_from_file_location("make_datasets", FOLDER / "make_datasets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def read(name: Any) -> Frame:
    return Builtin(name=name).read(Path())


def test_every_data_set_is_documented() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.name.endswith((".csv", ".csv.gz"))}
    assert {file for file, *_ in documented().values()} == files
    assert {name: (file, target) for name, (file, _, _, target) in documented().items()} == TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_shape_and_no_missing_cell(name: str) -> None:
    _, rows, columns, target = documented()[name]
    frame = read(name)
    assert (len(frame), len(frame.columns)) == (rows, columns)
    assert frame.target == target
    for cells in frame.columns.values():
        assert all(cell is not None and cell == cell for cell in cells.tolist())


DRAWN = ["moons", "spirals", "circles", "xor", "sine", "gates", "parity", "separable", "parabola", "wave"]
DRAWN += ["surface", "flip_flop", "two_tasks", "mixture"]


@pytest.mark.parametrize("name", DRAWN)
def test_the_script_draws_the_same_bytes(script: ModuleType, name: str, tmp_path: Path) -> None:
    assert [make.__name__ for make in script.DRAWN].count(name) == 1
    written = script.write(getattr(script, name), tmp_path)
    assert written.read_bytes() == (FOLDER / written.name).read_bytes()


def test_drawing_needs_no_scikit_learn(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for make in script.DRAWN:
        assert make().count("\n") > 4
    with pytest.raises(ImportError):
        script.iris()


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "digits", "digits_or_noise"])
def test_the_script_copies_the_same_table(script: ModuleType, name: str) -> None:
    pytest.importorskip("sklearn")
    import gzip

    made: Callable[[], str] = getattr(script, name)
    raw = (FOLDER / TARGETS[name][0]).read_bytes()
    assert made().encode() == (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)


def test_compressed_files_hold_no_time() -> None:
    """Bytes 4 to 7 of a gzip file are the time of packing (RFC 1952): with it no two would be the same."""
    packed = list(FOLDER.glob("*.gz"))
    assert packed
    for file in packed:
        assert file.read_bytes()[4:8] == bytes(4)


def test_no_file_is_large() -> None:
    for file in FOLDER.iterdir():
        if file.suffix in (".csv", ".gz"):
            assert file.stat().st_size < 55_000


def counts(name: str) -> list[int]:
    target = read(name).columns[TARGETS[name][1]]
    return [int(n) for n in np.unique(target.astype(str), return_counts=True)[1]]


def test_iris_is_fishers() -> None:
    """Means as R's summary(iris) prints them; rows 35 and 38 as in R's help page ?iris."""
    frame = read("iris")
    names = ("sepal_length", "sepal_width", "petal_length", "petal_width")
    means = [round(float(frame.columns[name].mean()), 3) for name in names]
    assert means == [5.843, 3.057, 3.758, 1.199]
    assert [frame.columns[name][34] for name in names] == [4.9, 3.1, 1.5, 0.2]
    assert [frame.columns[name][37] for name in names] == [4.9, 3.6, 1.4, 0.1]
    assert sorted(set(frame.columns["species"])) == ["setosa", "versicolor", "virginica"]
    assert counts("iris") == [50, 50, 50]


def test_wine_is_that_of_uci() -> None:
    """wine.names at UCI: class 1 has 59 instances, class 2 has 71, class 3 has 48."""
    assert counts("wine") == [59, 71, 48]
    first = [float(cells[0]) for cells in read("wine").columns.values()]
    # The first line of wine.data at UCI, the class (1) moved to the end.
    assert first == [14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065, 1]


def test_breast_cancer_is_that_of_uci() -> None:
    """wdbc.names at UCI: 357 benign, 212 malignant; wdbc.data begins with M, 17.99, 10.38, 122.8, 1001."""
    assert counts("breast_cancer") == [357, 212]
    frame = read("breast_cancer")
    first = [cells[0] for cells in frame.columns.values()]
    assert first[:4] == [17.99, 10.38, 122.8, 1001]
    assert first[-1] == "malignant"


def test_diabetes_is_that_of_the_paper() -> None:
    """Efron et al. (2004), table 1: patients 1, 2, 441 and 442, rounded as printed there."""
    columns = read("diabetes").columns
    rows = np.array([columns[name] for name in columns]).T
    table = {
        0: [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.9, 87, 151],
        1: [48, 1, 21.6, 87, 183, 103.2, 70, 3, 3.9, 69, 75],
        440: [36, 1, 30.0, 95, 201, 125.2, 42, 5, 5.1, 85, 220],
        441: [36, 1, 19.6, 71, 250, 133.2, 97, 3, 4.6, 92, 57],
    }
    for row, printed in table.items():
        assert np.abs(rows[row] - printed).max() <= 0.5
        assert np.abs(rows[row][[2, 5, 8]] - np.array(printed)[[2, 5, 8]]).max() <= 0.05001


def test_digits_are_the_test_part_of_uci() -> None:
    """optdigits.names at UCI: rows of each class in the test part; values from 0 to 16."""
    assert counts("digits") == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    frame = read("digits")
    pixels = np.array([cells for name, cells in frame.columns.items() if name != "digit"])
    assert (pixels.min(), pixels.max()) == (0, 16)
    assert [f"p{row}{column}" for row in range(8) for column in range(8)] == list(frame.columns)[:64]
    zero = pixels[:, frame.columns["digit"] == 0].mean(axis=1).reshape(8, 8)
    assert zero[3, 3] < 2 < 10 < zero[3, 1] + zero[3, 2]  # a zero is empty in the middle, in no other layout


def noise(name: str, distance: Callable[[Any, Any, Any], Any]) -> tuple[float, float]:
    """Mean and deviation of the points' distances from the curve of their class."""
    columns = read(name).columns
    found = distance(columns["x1"], columns["x2"], columns["class"])
    return float(found.mean()), float(found.std())


def test_moons_lie_on_half_circles() -> None:
    def outside(x: Any, y: Any, c: Any) -> Any:
        return np.hypot(x - c, y - 0.5 * c) - 1

    mean, deviation = noise("moons", outside)
    assert abs(mean) < 0.03
    assert math.isclose(deviation, 0.15, abs_tol=0.02)


def test_circles_lie_on_circles() -> None:
    mean, deviation = noise("circles", lambda x, y, c: np.hypot(x, y) - np.where(c == 1, 0.5, 1.0))
    assert abs(mean) < 0.02
    assert math.isclose(deviation, 0.08, abs_tol=0.01)


def test_spirals_wind_around_each_other() -> None:
    """On either arm the angle is 2π times the radius, up to whole turns, and half a turn for class 1."""

    def between(x: Any, y: Any, c: Any) -> Any:
        turns = np.arctan2(y, x) / (2 * np.pi) - np.hypot(x, y) - 0.5 * c
        return np.abs((turns + 0.5) % 1 - 0.5)

    mean, _ = noise("spirals", between)
    assert mean < 0.05  # 0.25 for points of no pattern


def test_the_sine_is_a_sine() -> None:
    columns = read("sine").columns
    rest = columns["y"] - np.sin(columns["x"])
    assert abs(rest.mean()) < 0.02
    assert math.isclose(rest.std(), 0.1, abs_tol=0.01)
    assert columns["x"].min() >= -2 * np.pi
    assert columns["x"].max() <= 2 * np.pi
