"""`mlp compare`: runs side by side, what their specs differ in, and whether a difference could be luck."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from scipy.stats import binomtest, ttest_rel

Mlp = Callable[..., Any]

LINE = "data: {source: diabetes, target: progression}\ntraining: {epochs: 8}\n"


@pytest.fixture
def two(world: Path, done: Mlp) -> Path:
    """A longer and a shorter training on the same rows."""
    done("train", "iris.yaml", "--name", "long", "--quiet", "--set", "training.epochs=40")
    done("train", "iris.yaml", "--name", "short", "--quiet", "--set", "training.epochs=6")
    return world / "runs"


def table(text: str) -> dict[str, list[str]]:
    """The words behind the first ones of each line, by these; the test part's win, as they come first."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, *cells = [word.strip() for word in line.split("  ") if word.strip()] or [""]
        found.setdefault(name, cells)
    return found


def right(run: Path, done: Mlp, column: str = "species") -> np.ndarray:
    """Whether each test row is predicted right, from the CSV of `mlp predict`."""
    said = list(csv.DictReader(io.StringIO(done("predict", run, "iris.csv").out)))
    true = list(csv.DictReader(Path("iris.csv").read_text(encoding="utf-8").splitlines()))
    with h5py.File(run / "checkpoint.h5") as file:
        rows = file["data/partition/test"][:]
    return np.array([said[row][column] == true[row][column] for row in rows])


def test_side_by_side(two: Path, done: Mlp) -> None:
    ended = done("compare", "runs/long", "runs/short")
    told, shown = [done("show", two / name, "--json").json for name in ("long", "short")], table(ended.out)
    assert ended.out.split()[:2] == ["long", "short"]
    assert shown["epochs"] == ["40", "6"]
    assert shown["best epoch"] == [str(one["best_epoch"]) for one in told]
    assert shown["stop reason"] == ["epochs", "epochs"]
    assert shown["parameters"] == ["131", "131"]
    losses = [one["metrics"]["test"]["loss"] for one in told]
    assert losses[0] < losses[1]
    assert shown["loss"] == [f"{losses[0]:#.4g}*", f"{losses[1]:#.4g}"]
    parts = [
        line.strip() for line in ended.out.splitlines() if line.strip() in ("test", "validation", "train")
    ]
    assert parts == ["test", "validation", "train"]
    assert shown["training.epochs"] == ["40", "6"]
    assert "note: data and rows of all parts are the same" in ended.out
    assert "short against long, 22 test rows: " in ended.out


def test_classes_by_mcnemar(two: Path, done: Mlp) -> None:
    (entry,) = done("compare", "runs/long", "runs/short", "--json").json["comparison"]
    one, other = right(two / "long", done), right(two / "short", done)
    b, c = int((one & ~other).sum()), int((other & ~one).sum())
    assert b > c
    assert (entry["one"], entry["other"], entry["test"], entry["rows"]) == ("long", "short", "mcnemar", 22)
    assert (entry["only_one"], entry["only_other"]) == (b, c)
    assert (entry["both"], entry["neither"]) == ((one & other).sum(), (~one & ~other).sum())
    assert entry["p_value"] == pytest.approx(binomtest(b, b + c).pvalue)


def test_a_threshold_of_two_classes_decides(world: Path, done: Mlp) -> None:
    text = (world / "iris.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.endswith("setosa")]
    (world / "iris.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, threshold in (("half", 0.5), ("low", 0.05)):
        words = ("--set", f"data.threshold={threshold}", "--set", "training.epochs=20")
        done("train", "iris.yaml", "--name", name, "--quiet", *words)
    (entry,) = done("compare", "runs/half", "runs/low", "--json").json["comparison"]
    one, other = right(world / "runs" / "half", done), right(world / "runs" / "low", done)
    assert (entry["only_one"], entry["only_other"]) == ((one & ~other).sum(), (other & ~one).sum())
    assert entry["only_one"] > 0


def test_numbers_by_a_paired_t_test(world: Path, done: Mlp) -> None:
    (world / "line.yaml").write_text(LINE, encoding="utf-8")
    for name, loss in (("a", "mse"), ("b", "mae")):
        done("train", "line.yaml", "--name", name, "--quiet", "--set", f"loss={loss}")
    told = done("compare", "runs/a", "runs/b", "--json").json
    (entry,) = told["comparison"]
    rmse = [one["metrics"]["test"]["rmse"] for one in told["runs"]]
    assert [entry["one_mean"], entry["other_mean"]] == pytest.approx(np.square(rmse), rel=1e-5)
    with h5py.File(world / "runs" / "a" / "checkpoint.h5") as file:
        rows = file["data/partition/test"][:]
    data = Path(__file__).parents[2] / "datasets" / "diabetes.csv"
    true = [
        float(row["progression"]) for row in csv.DictReader(data.read_text(encoding="utf-8").splitlines())
    ]
    errors = []
    for name in ("a", "b"):
        said = list(csv.DictReader(io.StringIO(done("predict", f"runs/{name}", data).out)))
        errors.append([(float(said[row]["progression"]) - true[row]) ** 2 for row in rows])
    assert entry["p_value"] == pytest.approx(ttest_rel(errors[1], errors[0]).pvalue, rel=1e-3)
    assert entry["difference"] == pytest.approx(np.mean(errors[1]) - np.mean(errors[0]), rel=1e-3)
    assert (told["same"]["loss"], "loss" in told["best"]["test"]) == (False, False)  # mse is no mae
    assert set(told["best"]["test"]) == {"rmse", "mae", "r2"}
    assert any("the losses are not the same" in note for note in told["notes"])


def test_other_rows_are_not_compared(two: Path, done: Mlp) -> None:
    done("train", "iris.yaml", "--name", "other", "--quiet", "--set", "data.split.seed=5")
    told = done("compare", "runs/long", "runs/short", "runs/other", "--json").json
    assert told["same"]["data"]
    assert not any(told["same"]["rows"].values())
    assert told["best"] == {}
    assert "rows of test, validation and train are not" in told["notes"][0]
    tested, refused = told["comparison"]
    assert "p_value" in tested
    assert refused == {"one": "long", "other": "other", "reason": "they do not have the same test rows"}


def test_other_data_is_not_compared(two: Path, done: Mlp) -> None:
    (two.parent / "line.yaml").write_text(LINE, encoding="utf-8")
    done("train", "line.yaml", "--quiet")
    ended = done("compare", "runs/long", "runs/line")
    assert "note: the data is not the same" in ended.out
    assert "line against long: no test, since they do not have the same data" in ended.out
    assert "*" not in ended.out


def test_a_single_other_cell_is_other_data(two: Path, done: Mlp) -> None:
    """The same row numbers, then, are not the same rows."""
    path = two.parent / "iris.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("5.1,3.5", "5.2,3.5", 1), encoding="utf-8")
    done("train", "iris.yaml", "--name", "cell", "--quiet")
    told = done("compare", "runs/long", "runs/cell", "--json").json
    assert not any([told["same"]["data"], *told["same"]["rows"].values()])
    assert told["best"] == {}


def test_another_target_is_not_compared(two: Path, done: Mlp) -> None:
    done("train", "iris.yaml", "--name", "width", "--quiet", "--set", "data.target=petal_width")
    told = done("compare", "runs/long", "runs/width", "--json").json
    assert (told["same"]["data"], told["same"]["target"], told["best"]) == (True, False, {})
    assert told["comparison"][0]["reason"] == "they do not predict the same"


@pytest.mark.parametrize(("gone", "why"), [(True, "no such file"), (False, "the data has changed")])
def test_rows_that_cannot_be_read_again(two: Path, done: Mlp, gone: bool, why: str) -> None:
    path = two.parent / "iris.csv"
    path.unlink() if gone else path.write_text("a,species\n1,2\n", encoding="utf-8")
    told = done("compare", "runs/long", "runs/short", "--json").json
    assert why in told["comparison"][0]["reason"]
    assert told["best"]["test"]["loss"] == ["long"]
    assert f"no test, since {why}" in done("compare", "runs/long", "runs/short").out


def test_ten_runs_and_equal_ones(two: Path, done: Mlp) -> None:
    for number in range(8):
        shutil.copytree(two / "long", two / f"copy-{number}")
    told = done("compare", *sorted(two.iterdir()), "--json").json
    assert len(told["runs"]) == 10
    assert len(told["comparison"]) == 9
    assert told["best"]["test"]["loss"] == [*(f"copy-{number}" for number in range(8)), "long"]
    assert {entry["p_value"] for entry in told["comparison"][:8]} == {1.0}
    out = done("compare", *sorted(two.iterdir())).out
    assert "copy-1 against copy-0, 22 test rows: right in the same" in out
    assert "Of 9 tests take only p below 0.005556" in out


def test_names_tell_runs_apart(two: Path, done: Mlp) -> None:
    shutil.copytree(two / "long", two.parent / "old" / "long")
    shutil.copy(two / "long" / "checkpoint.h5", two / "copied.h5")
    words = ("runs/long/checkpoint.h5", "old/long", "runs/copied.h5")
    told = done("compare", *words, "--json").json
    assert [run["run"] for run in told["runs"]] == ["runs/long", "old/long", "copied.h5"]
    assert told["differences"] == {}
    assert "the specs do not differ" in done("compare", *words).out


def test_quiet_is_the_differences_alone(two: Path, done: Mlp) -> None:
    ended = done("compare", "runs/long", "runs/short", "--quiet")
    assert (ended.out, ended.err) == ("training.epochs: 40 -> 6\n", "")


def test_wrong_usage(two: Path, refused: Callable[..., str]) -> None:
    assert "RUN" in refused(2, "compare")
    assert "two runs or more" in refused(2, "compare", "runs/long")
    assert "named twice" in refused(2, "compare", "runs/long", "runs/long/checkpoint.h5")


def test_what_cannot_be_opened(two: Path, refused: Callable[..., str]) -> None:
    assert "there is no such file" in refused(6, "compare", "runs/long", "runs/none")
    path = two / "short" / "checkpoint.h5"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert "runs/short/checkpoint.h5 is damaged" in refused(6, "compare", "runs/long", "runs/short")
