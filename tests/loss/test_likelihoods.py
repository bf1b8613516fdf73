"""Poisson, Kullback-Leibler, focal and probit: by hand, in the tails, and as special cases of each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpcli.loss import BinaryCrossEntropy, BinaryFocal, CrossEntropy, Focal, Kl, Loss, Poisson, Probit
from mlpcli.run import Run
from mlpcli.stacking import stack

Z = np.array([[-3.0], [-0.5], [0.25], [2.0]])


def test_poisson_by_hand() -> None:
    """z = log 2, y = 3: e^z - y z = 2 - 3 log 2, slope 2 - 3."""
    J, dz = Poisson().value_and_gradient(np.array([[math.log(2)]]), np.array([[3.0]]), Run())
    assert float(J) == pytest.approx(2 - 3 * math.log(2))
    assert dz.tolist() == [[pytest.approx(-1.0)]]
    assert Poisson().predict(np.array([[math.log(2)]])).tolist() == [[pytest.approx(2.0)]]


def test_the_best_constant_rate_is_the_mean() -> None:
    y = np.random.default_rng(0).poisson(3.0, (200, 1)).astype(float)
    _, dz = Poisson().value_and_gradient(np.full_like(y, math.log(y.mean())), y, Run())
    assert dz.sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("z", [29.5, 30.5, 1e4])
def test_poisson_goes_on_as_its_tangent(z: float) -> None:
    J, dz = Poisson().value_and_gradient(np.array([[z]]), np.zeros((1, 1)), Run())
    low = min(z, 30.0)
    assert float(J) == pytest.approx(math.exp(low) * (1 + z - low))
    assert dz.item() == pytest.approx(math.exp(low))


def test_kl_by_hand_and_as_cross_entropy_less_the_entropy() -> None:
    """y = (1/2, 1/2), p = (1/4, 3/4): ½ log 2 + ½ log 2/3."""
    z, y = np.log([[0.25, 0.75]]), np.array([[0.5, 0.5]])
    J, dz = Kl().value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(0.5 * math.log(2) + 0.5 * math.log(2 / 3))
    other, other_dz = CrossEntropy().value_and_gradient(z, y, Run())
    assert float(other - J) == pytest.approx(math.log(2))
    np.testing.assert_allclose(dz, other_dz, rtol=1e-12)
    assert Kl().sample_values(np.log([[0.2, 0.8]]), np.array([[0.2, 0.8]])) == pytest.approx([0.0])


def test_probit_by_published_values() -> None:
    """Φ(1) = 0.8413447460685429 and φ(1) = 0.24197072451914337: Abramowitz, Stegun, table 26.1."""
    J, dz = Probit().value_and_gradient(np.array([[1.0]]), np.array([[1.0]]), Run())
    assert float(J) == pytest.approx(-math.log(0.8413447460685429), rel=1e-12)
    assert dz.item() == pytest.approx(-0.24197072451914337 / 0.8413447460685429, rel=1e-12)
    assert Probit().predict(np.array([[1.0]])).item() == pytest.approx(0.8413447460685429)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("u", [50.0, 1e3, 1e4])
def test_probit_far_on_the_wrong_side(u: float, dtype: str) -> None:
    """-log Φ(-u) = u²/2 + log(u √2π) + O(1/u²), φ(u)/Φ(-u) = u + 1/u + O(1/u³): A&S 26.2.12."""
    J, dz = Probit().value_and_gradient(np.array([[u]], dtype), np.zeros((1, 1), dtype), Run())
    assert float(J) == pytest.approx(u * u / 2 + math.log(u * math.sqrt(2 * math.pi)), rel=1e-6)
    assert dz.item() == pytest.approx(u + 1 / u, rel=1e-6)
    J, dz = Probit().value_and_gradient(np.array([[u]], dtype), np.ones((1, 1), dtype), Run())
    assert (float(J), dz.item()) == (0.0, 0.0)


def test_focal_by_hand() -> None:
    """p = (1/2, 1/4, 1/4), γ = 2, the second class: (3/4)² log 4."""
    z, y = np.log([[0.5, 0.25, 0.25]]), np.array([[0.0, 1.0, 0.0]])
    J, _ = Focal(gamma=2.0).value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(0.75**2 * math.log(4))


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 5.0])
def test_two_classes_by_focal_and_by_binary_focal_are_one(gamma: float) -> None:
    z, y = np.array([[0.7], [-1.3], [40.0]]), np.array([[1.0], [0.0], [1.0]])
    two, hot = np.concatenate([np.zeros_like(z), z], axis=-1), np.concatenate([1 - y, y], axis=-1)
    J, dz = Focal(gamma=gamma).value_and_gradient(two, hot, Run())
    other, other_dz = BinaryFocal(gamma=gamma).value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(float(other), rel=1e-12)
    np.testing.assert_allclose(dz[:, 1:], other_dz, rtol=1e-12)


def test_focal_without_focus_is_cross_entropy() -> None:
    rng = np.random.default_rng(3)
    for focal, plain, O in ((Focal, CrossEntropy, 3), (BinaryFocal, BinaryCrossEntropy, 1)):
        z = 5 * rng.normal(size=(20, O))
        y = np.eye(3)[rng.integers(0, 3, 20)] if O == 3 else rng.integers(0, 2, (20, 1)).astype(float)
        for own, other in zip(
            focal(gamma=0.0).value_and_gradient(z, y, Run()),
            plain().value_and_gradient(z, y, Run()),
            strict=True,
        ):
            np.testing.assert_allclose(own, other, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "losses", [[Focal(gamma=0.3), Focal(gamma=2.7)], [BinaryFocal(gamma=g) for g in (0.3, 2)]]
)
def test_replicas_may_differ_in_gamma(losses: list[Loss], dtype: str) -> None:
    rng = np.random.default_rng(4)
    O = 3 if losses[0].kind == "focal" else 1
    z = rng.normal(size=(2, 9, O)).astype(dtype)
    y = (np.eye(3)[rng.integers(0, 3, 9)] if O == 3 else rng.integers(0, 2, (9, 1))).astype(dtype)
    J, dz = stack(losses).value_and_gradient(z, y, Run())
    assert dz.dtype == dtype
    for r, loss in enumerate(losses):
        one_J, one_dz = loss.value_and_gradient(z[r], y, Run())
        assert J[r] == one_J
        np.testing.assert_array_equal(dz[r], one_dz)
