"""What holds for every metric, taken from the union."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import mlpcli.metric.roc_auc
from mlpcli.arrays import Array
from mlpcli.kinds import kinds
from mlpcli.metric import F1, R2, Accuracy, AnyMetric, Mae, Metric, Rmse, RocAuc, Task, default_metrics

KINDS = cast("dict[str, type[Metric]]", kinds(AnyMetric))
CASES = [(cls(), task) for cls in KINDS.values() for task in cls.tasks]


def cases(selected: list[tuple[Metric, Task]]) -> pytest.MarkDecorator:
    names = [f"{type(metric).__name__}-{task}" for metric, task in selected]
    return pytest.mark.parametrize(("metric", "task"), selected, ids=names)


every_case = cases(CASES)
every_number = cases([(metric, task) for metric, task in CASES if metric.scalar])


def rows(task: Task, N: int, seed: int = 0, replicas: tuple[int, ...] = ()) -> tuple[Array, Array]:
    """Random predictions (replicas, N, O) and one target (N, O) for all of them; every class has rows."""
    rng = np.random.default_rng(seed)
    if task == "regression":
        return rng.normal(5, 2, (*replicas, N, 2)), rng.normal(5, 2, (N, 2))
    if task == "counts":
        return rng.gamma(2, 1, (*replicas, N, 2)), rng.poisson(2, (N, 2)).astype(float)
    if task == "distribution":
        return rng.dirichlet(np.ones(3), (*replicas, N)), rng.dirichlet(np.ones(3), N)
    if task == "multilabel":
        return rng.random((*replicas, N, 2)), ((np.arange(N)[:, None] + [0, 1]) % 2).astype(float)
    if task == "binary":
        return rng.random((*replicas, N, 1)), (np.arange(N) % 2).reshape(N, 1).astype(float)
    return rng.dirichlet(np.ones(3), (*replicas, N)), np.eye(3)[np.arange(N) % 3]


@every_case
def test_value_has_the_axes_of_the_replicas(metric: Metric, task: Task) -> None:
    tail = () if metric.scalar else ((2, 2) if task == "binary" else (3, 3))
    for replicas in [(), (4,), (2, 4)]:
        prediction, target = rows(task, 7, replicas=replicas)
        assert metric.of(task, prediction, target).shape == replicas + tail


@every_case
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(seed=st.integers(0, 2**32 - 1), N=st.integers(3, 300))
@settings(max_examples=10, deadline=None)
def test_replica_in_a_stack_equals_alone(metric: Metric, task: Task, dtype: str, seed: int, N: int) -> None:
    prediction, target = rows(task, N, seed, replicas=(3,))
    prediction, target = prediction.astype(dtype), target.astype(dtype)
    shared = metric.of(task, prediction, target)
    own = metric.of(task, prediction, np.stack([target] * 3))
    for r in range(3):
        alone = metric.of(task, prediction[r], target)
        np.testing.assert_array_equal(shared[r], alone)
        np.testing.assert_array_equal(own[r], alone)


@every_case
def test_stack_whose_replicas_have_their_own_rows(metric: Metric, task: Task) -> None:
    (p0, y0), (p1, y1) = rows(task, 9, seed=1), rows(task, 9, seed=2)
    y1 = y1[::-1]
    both = metric.of(task, np.stack([p0, p1]), np.stack([y0, y1]))
    np.testing.assert_array_equal(both[0], metric.of(task, p0, y0))
    np.testing.assert_array_equal(both[1], metric.of(task, p1, y1))


@every_case
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_order_of_rows_is_irrelevant(metric: Metric, task: Task, seed: int) -> None:
    prediction, target = rows(task, 20, seed)
    order = np.random.default_rng(seed).permutation(20)
    np.testing.assert_allclose(
        metric.of(task, prediction[order], target[order]), metric.of(task, prediction, target), rtol=1e-12
    )


@every_case
def test_perfect_prediction(metric: Metric, task: Task) -> None:
    _, target = rows(task, 12)
    value = metric.of(task, target, target)
    if metric.scalar:
        np.testing.assert_allclose(value, {"max": 1, "min": 0}[metric.direction], atol=1e-12)
    else:
        np.testing.assert_array_equal(value, np.diag([6, 6] if task == "binary" else [4, 4, 4]))


@every_number
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_nothing_is_better_than_perfect_in_its_direction(metric: Metric, task: Task, seed: int) -> None:
    prediction, target = rows(task, 12, seed)
    perfect, some = float(metric.of(task, target, target)), float(metric.of(task, prediction, target))
    assert some <= perfect if metric.direction == "max" else some >= perfect


@every_case
@pytest.mark.parametrize("replicas", [(), (2,)])
def test_no_rows_is_nan_without_a_warning(metric: Metric, task: Task, replicas: tuple[int, ...]) -> None:
    prediction, target = rows(task, 0, replicas=replicas)
    assert np.isnan(metric.of(task, prediction, target)).all()


@every_case
@pytest.mark.parametrize("constant", [False, True])
def test_nan_is_not_hidden_and_stays_in_its_replica(metric: Metric, task: Task, constant: bool) -> None:
    prediction, target = rows(task, 6, replicas=(2,))
    if constant and task == "regression":
        target = np.zeros_like(target)
    clean = metric.of(task, prediction[0], target)
    prediction[1, 2] = np.nan
    value = metric.of(task, prediction, target)
    np.testing.assert_array_equal(value[0], clean)
    assert np.isnan(value[1]).all()


@every_case
def test_arguments_stay_as_they_are(metric: Metric, task: Task) -> None:
    prediction, target = rows(task, 6)
    before = prediction.copy(), target.copy()
    metric.of(task, prediction, target)
    np.testing.assert_array_equal(prediction, before[0])
    np.testing.assert_array_equal(target, before[1])


@every_case
def test_float32_rows_by_the_hundred_thousand_add_up(metric: Metric, task: Task) -> None:
    prediction, target = rows(task, 100_000)
    single = metric.of(task, prediction.astype(np.float32), target.astype(np.float32))
    np.testing.assert_allclose(single, metric.of(task, prediction, target), rtol=2e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_spec_names_it_bare_or_in_full(kind: str) -> None:
    family: TypeAdapter[Metric] = TypeAdapter(AnyMetric)
    metric = family.validate_python(kind)
    assert type(metric) is KINDS[kind]
    assert family.validate_python({"kind": kind}) == metric
    assert family.validate_json(family.dump_json(metric)) == metric
    with pytest.raises(ValidationError):
        family.validate_python({"kind": kind, "averge": "macro"})


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_defaults_fit_the_task_and_are_numbers(task: Task) -> None:
    metrics = default_metrics(task)
    assert metrics
    assert all(task in metric.tasks and metric.scalar for metric in metrics)


def test_defaults_are_the_promised_ones() -> None:
    assert default_metrics("binary") == (Accuracy(), F1(), RocAuc())
    assert default_metrics("multiclass") == (Accuracy(), F1())
    assert default_metrics("regression") == (Rmse(), Mae(), R2())


@every_case
@pytest.mark.parametrize("replicas", [(), (3,)])
@given(seed=st.integers(0, 2**32 - 1), cut=st.integers(0, 40))
@settings(max_examples=10, deadline=None)
def test_portions_of_rows_give_the_value_of_all(
    metric: Metric, task: Task, replicas: tuple[int, ...], seed: int, cut: int
) -> None:
    prediction, target = rows(task, 40, seed, replicas)
    pieces = (slice(0, cut // 2), slice(cut // 2, cut), slice(cut, 40))
    summaries = [
        metric.summary_of(task, prediction[..., p, :], target[p]) for p in pieces if p.start < p.stop
    ]
    value = metric.concluded_of(task, metric.joined(summaries))
    np.testing.assert_allclose(value, metric.of(task, prediction, target), rtol=1e-12)


@every_case
def test_portions_show_a_nan(metric: Metric, task: Task) -> None:
    prediction, target = rows(task, 6)
    prediction = prediction.copy()
    prediction[4] = np.nan
    summaries = [metric.summary_of(task, prediction[p], target[p]) for p in (slice(0, 3), slice(3, 6))]
    assert np.isnan(metric.concluded_of(task, metric.joined(summaries))).any()


def test_portions_of_a_constant_target_are_constant() -> None:
    target, metric = np.full((9, 1), 0.1), cast(Metric, R2())
    pieces = [metric.summary(target[p], target[p]) for p in (slice(0, 4), slice(4, 9))]
    assert metric.concluded(metric.joined(pieces)) == 1


def test_the_area_is_exact_where_many_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlpcli.metric.roc_auc, "PIECE", 7)
    rng = np.random.default_rng(0)
    p, y = rng.integers(0, 5, 500) / 5, rng.random(500) > 0.4
    pairs = p[y][:, None] - p[~y]
    by_pairs = ((pairs > 0).sum() + (pairs == 0).sum() / 2) / pairs.size
    assert cast(Metric, RocAuc()).value(p[:, None], y[:, None].astype(float)) == by_pairs
