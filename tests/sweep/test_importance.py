"""Shares of variance of small grids, worked by hand; and the CSV."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import random
from typing import Any

import pytest

from mlpcli.sweep.export import to_csv
from mlpcli.sweep.importance import importance
from mlpcli.sweep.trial import Result

LOSS = "validation_loss"


def result(point: int, loss: float, overrides: dict[str, Any], seed: int = 0, status: Any = "done") -> Result:
    return Result("", f"{point:04}-s{seed}", point, seed, overrides, status, scores={LOSS: loss})


def grid(losses: dict[tuple[Any, Any], float]) -> list[Result]:
    return [result(i, y, {"a": a, "b": b}) for i, ((a, b), y) in enumerate(losses.items())]


def test_full_factorial_by_hand() -> None:
    """y = 1 2 / 5 8: mean 4, Var(y) = (9 + 4 + 1 + 16)/4 = 7.5.

    Means by a 1.5 and 6.5: variance 6.25; by b 3 and 5: variance 1; both together the rest, 0.25.
    """
    shares = importance(grid({(0, 0): 1, (0, 1): 2, (1, 0): 5, (1, 1): 8}), LOSS)
    assert list(shares) == ["a", "b"]
    assert shares == pytest.approx({"a": 6.25 / 7.5, "b": 1 / 7.5})


def test_the_larger_share_comes_first() -> None:
    assert list(importance(grid({(0, 0): 1, (0, 1): 5, (1, 0): 2, (1, 1): 8}), LOSS)) == ["b", "a"]


def test_pure_interaction_is_nobodys() -> None:
    assert importance(grid({(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}), LOSS) == {"a": 0, "b": 0}


def test_seeds_are_averaged_first() -> None:
    losses = {0: (0, 2), 1: (5, 7)}
    results = [result(p, y, {"a": p, "seed": s}, s) for p, ys in losses.items() for s, y in enumerate(ys)]
    assert importance(results, LOSS) == {"a": 1}


def test_points_that_do_not_count_are_left_out() -> None:
    results = grid({(0, 0): 1, (0, 1): 2, (1, 0): 5, (1, 1): 8})
    spoilt = [
        result(4, math.nan, {"a": 0, "b": 2}),
        result(5, math.inf, {"a": 2, "b": 0}),
        result(6, 1e30, {"a": 0, "b": 0}, status="diverged"),
    ]
    assert importance(results + spoilt, LOSS) == importance(results, LOSS)


def test_no_variance_and_no_points() -> None:
    assert importance(grid({(0, 0): 3, (0, 1): 3}), LOSS) == {"b": 0}
    assert importance([], LOSS) == {}


def test_losses_whose_squares_overflow() -> None:
    shares = importance(grid({(0, 0): 1e200, (0, 1): 2e200, (1, 0): 5e200, (1, 1): 8e200}), LOSS)
    assert shares == pytest.approx({"a": 6.25 / 7.5, "b": 1 / 7.5})


def test_lists_and_absent_axes_are_groups() -> None:
    results = [
        result(0, 1, {"hidden": [8]}),
        result(1, 1, {"hidden": [8, 8], "rate": 0.5}),
        result(2, 4, {"hidden": [8]}),
        result(3, 4, {"hidden": [8, 8], "rate": 0.5}),
    ]
    assert importance(results, LOSS) == {"hidden": 0, "rate": 0}
    assert importance([*results[:2], result(2, 4, {"hidden": [4]})], LOSS)["hidden"] == 1


def test_continuous_axes_are_cut_by_rank() -> None:
    """y = x on 10 ranks in bins of 2: Var(y) = (100 - 1)/12; bin means 0.5, 2.5, ...: variance 4 (25 - 1)/12.

    The values grow like powers of ten, so equal widths would put nine of them in one bin.
    """
    order = random.Random(0).sample(range(10), 10)
    results = [result(i, x, {"x": 10.0**x}) for i, x in enumerate(order)]
    assert importance(results, LOSS) == pytest.approx({"x": 96 / 99})


def test_grid_of_many_values_is_not_cut() -> None:
    losses = {(a, b): float(a % 2) for a, b in itertools.product(range(8), range(8))}
    assert importance(grid(losses), LOSS) == pytest.approx({"a": 1, "b": 0})


def test_csv_has_a_line_a_trial() -> None:
    done = Result(
        "", "0000", 0, 3, {"hidden": [8, 4], "kind": "a, b", "rate": 1e-3, "on": True}, "done", "",
        {LOSS: 0.5}, 4, 2, 1.25,
    )  # fmt: skip
    failed = Result("", "0001", 1, 3, {"rate": None, "epochs": 7}, "failed", "no\nmemory")
    rows = list(csv.DictReader(io.StringIO(to_csv([done, failed]))))
    assert list(rows[0]) == [
        "trial", "point", "seed", "status", "hidden", "kind", "rate", "on", "spec.epochs", LOSS,
        "epochs", "best_epoch", "seconds", "detail",
    ]  # fmt: skip
    assert list(rows[0].values()) == [
        "0000", "0", "3", "done", "[8, 4]", "a, b", "0.001", "true", "", "0.5", "4", "2", "1.25", "",
    ]  # fmt: skip
    assert json.loads(rows[0]["hidden"]) == [8, 4]
    assert list(rows[1].values()) == [
        "0001", "1", "3", "failed", "", "", "null", "", "7", "", "0", "0", "0.0", "no\nmemory",
    ]  # fmt: skip


def test_csv_keeps_every_digit() -> None:
    text = to_csv([result(0, 0.1 + 0.2, {"x": 1 / 3})])
    row = next(csv.DictReader(io.StringIO(text)))
    assert (float(row["x"]), float(row[LOSS])) == (1 / 3, 0.1 + 0.2)


def test_groups_weigh_by_their_points() -> None:
    """y = 0 0 0 | 4: mean 1, Var(y) = 3, all of it between the groups, of 3 points and of 1."""
    results = [result(i, y, {"a": int(y > 0), "b": i % 2}) for i, y in enumerate([0.0, 0.0, 0.0, 4.0])]
    assert importance(results, LOSS) == pytest.approx({"a": 1, "b": 1 / 3})


def test_unequal_groups_by_hand() -> None:
    """y = 1 3 5 | 7: mean 4, Var(y) = 5; group means 3, 3, 3, 7: variance 3."""
    results = [result(i, y, {"a": int(y > 6)}) for i, y in enumerate([1.0, 3.0, 5.0, 7.0])]
    assert importance(results, LOSS) == pytest.approx({"a": 3 / 5})
