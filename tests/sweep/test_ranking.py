"""Ranking and its marks, by hand and beside SciPy."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.errors import SpecError
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric
from mlpcli.sweep.ranking import direction_of, paired_p_value, rank
from mlpcli.sweep.student import p_value
from mlpcli.sweep.trial import Result

LOSS = "validation_loss"


def result(point: int, seed: int, loss: float, status: Any = "done", **overrides: Any) -> Result:
    scores = {} if status == "failed" else {LOSS: loss}
    return Result("", f"{point:04}-s{seed}", point, seed, overrides, status, scores=scores)


def points(*losses: tuple[float, ...]) -> list[Result]:
    return [result(p, s, y, axis=p) for p, ys in enumerate(losses) for s, y in enumerate(ys)]


def test_mean_deviation_and_error_over_the_seeds() -> None:
    best = rank(points((2, 4, 9), (10, 10, 10)), LOSS, "min").best
    assert best is not None
    assert (best.point, best.overrides, best.best.seed) == (0, {"axis": 0}, 0)
    assert best.mean == 5
    assert best.deviation == pytest.approx(math.sqrt((9 + 1 + 16) / 2))
    assert best.standard_error == pytest.approx(math.sqrt(13 / 3))


@pytest.mark.parametrize(("direction", "order"), [("min", [1, 3, 0, 2]), ("max", [2, 0, 1, 3])])
def test_best_first_and_ties_by_number(direction: Any, order: list[int]) -> None:
    ranking = rank(points((2,), (1,), (3,), (1,))[::-1], LOSS, direction)
    assert [point.point for point in ranking.standings] == order


def test_best_trial_of_a_point_follows_the_direction() -> None:
    best = rank(points((2, 4, 3)), LOSS, "max").best
    assert best is not None
    assert best.best.scores[LOSS] == 4


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (result(0, 1, 0, "failed"), "1 of 2 trials; 0000-s1 failed"),
        (result(0, 1, -9, "diverged"), "1 of 2 trials; 0000-s1 diverged"),
        (result(0, 1, math.nan), "1 of 2 trials; 0000-s1 validation_loss is nan"),
        (result(0, 1, -math.inf), "1 of 2 trials; 0000-s1 validation_loss is -inf"),
    ],
)
def test_one_bad_trial_keeps_its_point_from_ranking(bad: Result, reason: str) -> None:
    ranking = rank([result(0, 0, -9), bad, result(1, 0, 5), result(1, 1, 6)], LOSS, "min")
    assert [point.point for point in ranking.standings] == [1]
    assert [(point.point, point.reason) for point in ranking.unranked] == [(0, reason)]


def test_a_point_with_too_few_seeds_does_not_rank() -> None:
    results = [result(0, 0, -9), result(1, 0, 5), result(1, 1, 6)]
    ranking = rank(results, LOSS, "min", seeds=2)
    assert [point.point for point in ranking.standings] == [1]
    assert ranking.unranked[0].reason == "1 of 2 trials are done"


def test_nothing_ranks_when_nothing_is_done() -> None:
    assert rank([result(0, 0, 0, "failed")], LOSS, "min").best is None
    assert rank([], LOSS, "min").best is None


def test_one_seed_tells_nothing_apart() -> None:
    ranking = rank(points((1,), (1000,)), LOSS, "min")
    assert [point.comparable for point in ranking.standings] == [None, None]
    assert all(math.isnan(point.deviation) for point in ranking.standings)


def test_comparison_is_paired_over_the_seeds() -> None:
    """The seeds differ far more than the points, yet 1 is worse by about 0.1 on every seed, 2 is not."""
    ranking = rank(points((1, 5, 9, 2), (1.1, 5.11, 9.09, 2.1), (0.5, 6, 8, 3.1)), LOSS, "min")
    assert {point.point: point.comparable for point in ranking.standings} == {0: True, 1: False, 2: True}


def test_pairs_are_found_by_seed_not_by_order() -> None:
    results = [result(0, s, y) for s, y in [(1, 1.0), (2, 5.0), (3, 9.0)]]
    results += [result(1, s, y) for s, y in [(3, 9.1), (2, 5.11), (1, 1.09), (9, 9.0)]]
    marks = {point.point: point.p_value for point in rank(results, LOSS, "min").standings}
    assert marks[1] == pytest.approx(paired_p_value([0.09, 0.11, 0.1]), rel=1e-9)


def test_folds_are_pairs_too() -> None:
    """What the trials of a point differ in (a fold) tells its pair; the point's own overrides do not."""
    results = [result(0, 7, 1.0 + f, axis="a", fold=f) for f in range(3)]
    results += [result(1, 7, 1.1 + f + 0.001 * f, axis="b", fold=f) for f in reversed(range(3))]
    ranking = rank(results, LOSS, "min")
    assert [point.overrides for point in ranking.standings] == [{"axis": "a"}, {"axis": "b"}]
    assert [point.comparable for point in ranking.standings] == [True, False]


def test_equal_differences_have_no_doubt() -> None:
    assert paired_p_value([0.5, 0.5]) == 0
    assert paired_p_value([0.0, 0.0]) == 1


@pytest.mark.parametrize(
    ("t", "degrees", "p"),
    [
        (12.706, 1, 0.05),
        (2.776, 4, 0.05),
        (2.132, 4, 0.1),
        (4.604, 4, 0.01),
        (2.228, 10, 0.05),
        (1.984, 100, 0.05),
    ],
)
def test_p_value_is_that_of_printed_tables(t: float, degrees: int, p: float) -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: critical values with three digits."""
    assert p_value(t - 0.0006, degrees) > p > p_value(t + 0.0006, degrees)


@given(t=st.floats(0, 1e3), degrees=st.integers(1, 2000))
@settings(max_examples=200, deadline=None)
def test_p_value_is_scipys(t: float, degrees: int) -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed")
    assert p_value(t, degrees) == pytest.approx(2 * stats.t.sf(t, degrees), rel=1e-9, abs=1e-300)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=8))
@settings(max_examples=50, deadline=None)
def test_paired_test_is_scipys(differences: list[float]) -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed")
    differences = [round(d, 3) for d in differences]
    if len(set(differences)) > 1:
        assert paired_p_value(differences) == pytest.approx(
            stats.ttest_1samp(differences, 0).pvalue, rel=1e-6
        )


@pytest.mark.parametrize("objective", ["training_loss", LOSS, "validation_rmse", "validation_log_loss"])
def test_less_is_better(objective: str) -> None:
    assert direction_of(objective) == "min"


def test_directions_are_those_of_the_metrics() -> None:
    for name, metric in kinds(AnyMetric).items():
        if getattr(metric, "scalar"):  # noqa: B009
            assert direction_of(f"validation_{name}") == getattr(metric, "direction")  # noqa: B009


@pytest.mark.parametrize(
    ("objective", "hint"),
    [
        ("validation_acuracy", "did you mean 'validation_accuracy'"),
        ("accuracy", "did you mean 'validation_accuracy'"),
        ("validation_confusion_matrix", "unknown objective"),
    ],
)
def test_unknown_objective_is_refused(objective: str, hint: str) -> None:
    with pytest.raises(SpecError, match=hint):
        direction_of(objective)
