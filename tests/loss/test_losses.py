"""Every loss: against independent formulas, invariances, and hostile inputs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.component import kinds
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Loss, Mse, loss_for
from mlpcli.run import Run

LOSSES = kinds(AnyLoss)


def example(loss: Loss, rng: np.random.Generator, n: int = 9, c: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Logits and targets of a kind that the loss understands."""
    if loss.tasks == ("binary",):
        return rng.normal(size=(n, 1)), rng.integers(0, 2, (n, 1)).astype(float)
    z = rng.normal(size=(n, c))
    return z, rng.normal(size=(n, c)) if "regression" in loss.tasks else np.eye(c)[rng.integers(0, c, n)]


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


def test_auto_is_the_likelihood_of_the_task() -> None:
    assert [loss_for(task).kind for task in ("regression", "binary", "multiclass")] == [
        "mse",
        "binary_cross_entropy",
        "cross_entropy",
    ]
    assert all(task in loss_for(task).tasks for task in ("regression", "binary", "multiclass"))
