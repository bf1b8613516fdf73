"""Label smoothing: by hand, nothing where it is 0, and a number in which replicas may differ."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Loss
from mlpcli.run import Run
from mlpcli.stacking import stack

SMOOTHED = [kind for kind, cls in kinds(AnyLoss).items() if "label_smoothing" in cls.model_fields]


def example(kind: str, dtype: str = "float64") -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    if kind == "binary_cross_entropy":
        return rng.normal(size=(8, 1)).astype(dtype), rng.integers(0, 2, (8, 1)).astype(dtype)
    return rng.normal(size=(8, 3)).astype(dtype), np.eye(3)[rng.integers(0, 3, 8)].astype(dtype)


def test_by_hand() -> None:
    """p = (1/2, 1/4, 1/4), ε = 0.3, the second class: y = (0.1, 0.8, 0.1), J = 0.1 log 2 + 0.9 log 4."""
    z, y = np.log([[0.5, 0.25, 0.25]]), np.array([[0.0, 1.0, 0.0]])
    J, dz = CrossEntropy(label_smoothing=0.3).value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(0.1 * math.log(2) + 0.9 * math.log(4))
    assert dz.tolist() == [pytest.approx([0.4, -0.55, 0.15])]
    J, dz = BinaryCrossEntropy(label_smoothing=0.2).value_and_gradient(
        np.array([[math.log(3)]]), np.ones((1, 1)), Run()
    )  # p = 3/4, y = 0.9
    assert float(J) == pytest.approx(-0.9 * math.log(0.75) - 0.1 * math.log(0.25))
    assert dz.tolist() == [[pytest.approx(-0.15)]]


def test_the_two_that_know_it() -> None:
    assert sorted(SMOOTHED) == ["binary_cross_entropy", "cross_entropy"]


@pytest.mark.parametrize("kind", SMOOTHED)
def test_the_value_is_the_mean_of_the_samples_values(kind: str) -> None:
    z, y = example(kind)
    loss = kinds(AnyLoss)[kind](label_smoothing=0.4)
    assert isinstance(loss, Loss)
    J, dz = loss.value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(loss.sample_values(z, y).mean(), rel=1e-12)
    h = np.zeros_like(z)
    h[:, 0] = 1e-6
    numeric = (loss.sample_values(z + h, y) - loss.sample_values(z - h, y)) / 2e-6
    assert len(z) * dz[:, 0] == pytest.approx(numeric, abs=1e-8)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", SMOOTHED)
def test_a_replica_in_a_stack_is_alone(kind: str, dtype: str) -> None:
    """One of them without smoothing, which takes a shortcut alone."""
    z, y = example(kind, dtype)
    losses = [kinds(AnyLoss)[kind](label_smoothing=e) for e in (0.0, 0.1, 0.7)]
    together = stack(losses)
    J, dz = together.value_and_gradient(np.stack([z] * 3), np.stack([y] * 3), Run())
    values = together.sample_values(np.stack([z] * 3), np.stack([y] * 3))
    assert dz.dtype == dtype
    for r, loss in enumerate(losses):
        one_J, one_dz = loss.value_and_gradient(z, y, Run())
        assert J[r] == one_J
        np.testing.assert_array_equal(dz[r], one_dz)
        np.testing.assert_array_equal(values[r], loss.sample_values(z, y))
