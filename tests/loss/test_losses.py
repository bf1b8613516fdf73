"""Every loss: against independent formulas, invariances, and hostile inputs."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.kinds import kinds
from mlpcli.loss import (
    AnyLoss,
    BinaryCrossEntropy,
    CrossEntropy,
    HalfSquaredError,
    Hinge,
    Huber,
    Logistic,
    Loss,
    Mae,
    MarginLoss,
    Mse,
    Multiple,
    Perceptron,
    Quantile,
    SquaredHinge,
    loss_for,
)
from mlpcli.loss.multiple import OutputLoss
from mlpcli.run import Run
from mlpcli.stacking import stack

OUTPUTS = {
    "a": OutputLoss(loss=Huber(), weight=0.3, width=2),
    "b": OutputLoss(loss=BinaryCrossEntropy(), weight=2.0, width=1),
    "c": OutputLoss(loss=Mae(), width=1),
}
LOSSES = {**kinds(AnyLoss), "multiple": partial(Multiple, outputs=OUTPUTS)}


def example(loss: Loss, rng: np.random.Generator, n: int = 9, c: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Logits and targets of a kind that the loss understands."""
    if loss.tasks[0] == "binary":
        return rng.normal(size=(n, 1)), rng.integers(0, 2, (n, 1)).astype(float)
    return rng.normal(size=(n, c)), targets(loss.tasks[0], rng, n, c)


def targets(task: str, rng: np.random.Generator, n: int, c: int) -> np.ndarray:
    """y: (n, c) of a task with several outputs."""
    return {
        "regression": lambda: rng.normal(size=(n, c)),
        "multiclass": lambda: np.eye(c)[rng.integers(0, c, n)],
        "counts": lambda: rng.poisson(2.0, (n, c)).astype(float),
        "distribution": lambda: rng.dirichlet(np.ones(c), n),
        "multiple": lambda: np.where(np.arange(c) == 2, rng.integers(0, 2, (n, c)), rng.normal(size=(n, c))),
    }[task]()


@pytest.mark.parametrize("kind", LOSSES)
def test_the_value_is_the_mean_of_the_samples_values_in_any_order(kind: str) -> None:
    loss, rng = LOSSES[kind](), np.random.default_rng(3)
    z, y = example(loss, rng)
    J, _ = loss.value_and_gradient(z, y, Run(training=True))
    order = rng.permutation(len(z))
    assert float(J) == pytest.approx(loss.sample_values(z, y).mean(), rel=1e-12)
    assert float(J) == pytest.approx(float(loss.value_and_gradient(z[order], y[order], Run())[0]), rel=1e-12)


@pytest.mark.parametrize("kind", LOSSES)
def test_a_stack_is_its_replicas(kind: str) -> None:
    loss, rng = LOSSES[kind](), np.random.default_rng(5)
    pairs = [example(loss, rng) for _ in range(3)]
    z, y = (np.stack(part) for part in zip(*pairs, strict=True))
    J, dz = loss.value_and_gradient(z, y, Run())
    for r, (one_z, one_y) in enumerate(pairs):
        one_J, one_dz = loss.value_and_gradient(one_z, one_y, Run())
        assert J[r] == one_J
        np.testing.assert_array_equal(dz[r], one_dz)


@pytest.mark.parametrize("kind", LOSSES)
def test_a_row_of_weight_three_is_that_row_three_times(kind: str) -> None:
    loss, rng = LOSSES[kind](), np.random.default_rng(2)
    z, y = example(loss, rng, n=4)
    w = np.array([1.0, 3.0, 0.0, 2.0])
    times = w.astype(int)
    J, dz = loss.weighted_value_and_gradient(z, y, w * 4 / 6, Run())
    again, again_dz = loss.value_and_gradient(z.repeat(times, axis=0), y.repeat(times, axis=0), Run())
    assert float(J) == pytest.approx(float(again), rel=1e-12)
    for row in range(4):
        expected = again_dz[times[:row].sum() : times[: row + 1].sum()].sum(axis=0)
        np.testing.assert_allclose(dz[row], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", LOSSES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logits_of_ten_thousand_stay_finite(kind: str, dtype: str) -> None:
    loss = LOSSES[kind]()
    _, y = example(loss, np.random.default_rng(1), n=4)
    z = np.array([1e4, -1e4, 0.0, 1e4], dtype=dtype)[:, None] * np.ones(y.shape[-1], dtype=dtype)
    z[:, :1] *= -1
    J, dz = loss.value_and_gradient(z, y.astype(dtype), Run())
    assert np.isfinite(J)
    assert np.isfinite(dz).all()
    assert np.isfinite(loss.predict(z)).all()
    assert np.isfinite(loss.sample_values(z, y.astype(dtype))).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=6), st.floats(-100, 100))
def test_softmax_ignores_a_shift(logits: list[float], shift: float) -> None:
    z = np.array([logits])
    np.testing.assert_allclose(
        CrossEntropy().predict(z + shift), CrossEntropy().predict(z), rtol=1e-9, atol=1e-12
    )


@settings(max_examples=40, deadline=None)
@given(st.floats(-25, 25), st.sampled_from([0.0, 1.0]))
def test_binary_cross_entropy_is_minus_log_likelihood(z: float, y: float) -> None:
    """-log p(y) with p(1) = 1/(1 + e^-z), by Python's math module."""
    p = 1 / (1 + math.exp(-z))
    expected = -math.log(p if y else 1 - p) if 1e-9 < p < 1 - 1e-9 else None
    J, dz = BinaryCrossEntropy().value_and_gradient(np.array([[z]]), np.array([[y]]), Run())
    if expected is not None:
        assert float(J) == pytest.approx(expected, rel=1e-6)
    assert float(dz[0, 0]) == pytest.approx(p - y, abs=1e-12)


def test_cross_entropy_by_hand() -> None:
    """p = (1/2, 1/4, 1/4) for z = log of it: J = log 4 for the second class, gradient p - e(2)."""
    z, y = np.log([[0.5, 0.25, 0.25]]), np.array([[0.0, 1.0, 0.0]])
    J, dz = CrossEntropy().value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(math.log(4))
    assert dz.tolist() == [pytest.approx([0.5, -0.75, 0.25])]


def test_two_classes_by_softmax_and_by_sigmoid_are_one_model() -> None:
    z, y = np.array([[0.7], [-1.3]]), np.array([[1.0], [0.0]])
    two = np.concatenate([np.zeros_like(z), z], axis=-1)
    binary, _ = BinaryCrossEntropy().value_and_gradient(z, y, Run())
    multi, _ = CrossEntropy().value_and_gradient(two, np.concatenate([1 - y, y], axis=-1), Run())
    assert float(binary) == pytest.approx(float(multi), rel=1e-12)


def test_mse_sums_outputs_and_averages_samples() -> None:
    J, dz = Mse().value_and_gradient(np.array([[3.0, 0.0], [0.0, 4.0]]), np.zeros((2, 2)), Run())
    assert float(J) == (9 + 16) / 2
    assert dz.tolist() == [[3.0, 0.0], [0.0, 4.0]]


Z = np.array([[-3.0], [-0.5], [0.25], [2.0]])
"""Four outputs on both sides of every kink, for the numbers below."""

BY_HAND = [
    # loss, targets, ℓ of each sample, ∂ℓ/∂z of each sample
    (HalfSquaredError(), [0, 0, 0, 4], [4.5, 0.125, 0.03125, 2.0], [-3.0, -0.5, 0.25, -2.0]),
    (Mae(), [0, 0, 0.25, 4], [3.0, 0.5, 0.0, 2.0], [-1.0, -1.0, 0.0, -1.0]),
    (Huber(delta=0.5), [0, 0, 0, 4], [1.375, 0.125, 0.03125, 0.875], [-0.5, -0.5, 0.25, -0.5]),
    (Quantile(tau=0.75), [0, -1, 0.25, 4], [2.25, 0.125, 0.0, 1.5], [-0.75, 0.25, 0.0, -0.75]),
    (Hinge(), [0, 0, 1, 0], [0.0, 0.5, 0.75, 3.0], [0.0, 1.0, -1.0, 1.0]),
    (SquaredHinge(), [0, 0, 1, 0], [0.0, 0.25, 0.5625, 9.0], [0.0, 1.0, -1.5, 6.0]),
    (Perceptron(), [0, 1, 1, 0], [0.0, 0.5, 0.0, 2.0], [0.0, -1.0, 0.0, 1.0]),
]


@pytest.mark.parametrize(("loss", "y", "values", "slopes"), BY_HAND, ids=[row[0].kind for row in BY_HAND])
def test_by_hand(loss: Loss, y: list[float], values: list[float], slopes: list[float]) -> None:
    targets = np.array(y, dtype=float)[:, None]
    J, dz = loss.value_and_gradient(Z, targets, Run())
    assert loss.sample_values(Z, targets) == pytest.approx(values)
    assert float(J) == pytest.approx(sum(values) / 4)
    assert 4 * dz[:, 0] == pytest.approx(slopes)


@pytest.mark.parametrize("kind", LOSSES)
def test_the_gradient_is_that_of_each_samples_value(kind: str) -> None:
    """Central differences at outputs far beyond the kinks and within them."""
    loss, rng = LOSSES[kind](), np.random.default_rng(11)
    z, y = example(loss, rng, n=40)
    z *= 3
    _, dz = loss.value_and_gradient(z, y, Run())
    for o in range(z.shape[1]):
        h = np.zeros_like(z)
        h[:, o] = 1e-6
        numeric = (loss.sample_values(z + h, y) - loss.sample_values(z - h, y)) / 2e-6
        assert len(z) * dz[:, o] == pytest.approx(numeric, rel=1e-8, abs=3e-7)


@pytest.mark.parametrize(
    ("loss", "y", "slope"), [(Hinge(), 1.0, 0.0), (Perceptron(), 1.0, -1.0), (Perceptron(), 0.0, 1.0)]
)
def test_at_the_kink(loss: Loss, y: float, slope: float) -> None:
    """A sample on the hinge's margin rests; at z = 0 the perceptron makes a mistake, whatever the label."""
    z = np.array([[1.0 if loss.kind == "hinge" else 0.0]])
    assert loss.value_and_gradient(z, np.array([[y]]), Run())[1].item() == slope


def test_logistic_is_binary_cross_entropy() -> None:
    z, y = np.linspace(-900, 900, 37)[:, None], np.arange(37.0)[:, None] % 2
    J, dz = Logistic().value_and_gradient(z, y, Run())
    other_J, other_dz = BinaryCrossEntropy().value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(float(other_J), rel=1e-12)
    np.testing.assert_allclose(dz, other_dz, atol=1e-15)


@pytest.mark.parametrize("tau", [0.1, 0.5, 0.8])
def test_the_best_constant_of_the_quantile_loss_is_the_quantile(tau: float) -> None:
    """By trying every sample; NumPy's quantile, of the inverted distribution function, is the origin."""
    y = np.random.default_rng(2).exponential(size=(101, 1))
    values = [Quantile(tau=tau).sample_values(np.full_like(y, c), y).mean() for c in y[:, 0]]
    assert y[np.argmin(values), 0] == np.quantile(y, tau, method="inverted_cdf")


@pytest.mark.parametrize(
    "kind", [kind for kind, cls in kinds(AnyLoss).items() if issubclass(cls, MarginLoss)]
)
def test_scores_lie_in_the_unit_interval_and_turn_at_zero(kind: str) -> None:
    score = LOSSES[kind]().predict(np.array([[-1e4], [-0.1], [0.0], [0.1], [1e4]]))[:, 0]
    assert ((score >= 0) & (score <= 1)).all()
    assert (np.sign(score - 0.5) == [-1, -1, 0, 1, 1]).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "losses", [[Huber(delta=0.3), Huber(delta=1.7)], [Quantile(tau=0.1), Quantile(tau=0.7)]]
)
def test_replicas_may_differ_in_a_losss_number(losses: list[Loss], dtype: str) -> None:
    z, y = np.random.default_rng(4).normal(size=(2, 2, 9, 3)).astype(dtype)
    J, dz = stack(losses).value_and_gradient(z, y, Run())
    values = stack(losses).sample_values(z, y)
    assert dz.dtype == dtype
    for r, loss in enumerate(losses):
        one_J, one_dz = loss.value_and_gradient(z[r], y[r], Run())
        assert J[r] == one_J
        np.testing.assert_array_equal(dz[r], one_dz)
        np.testing.assert_array_equal(values[r], loss.sample_values(z[r], y[r]))


def test_auto_is_the_likelihood_of_the_task() -> None:
    assert [loss_for(task).kind for task in ("regression", "binary", "multiclass")] == [
        "mse",
        "binary_cross_entropy",
        "cross_entropy",
    ]
    assert all(task in loss_for(task).tasks for task in ("regression", "binary", "multiclass"))
