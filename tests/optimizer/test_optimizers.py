"""Every optimizer: sequences of steps from independent sources, properties, and two functions minimised."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.component import kinds
from mlpcli.optimizer import Adam, AnyOptimizer, Momentum, Nesterov, Optimizer, Sgd
from mlpcli.stacking import stack

OPTIMIZERS = kinds(AnyOptimizer)


def run(optimizer: Optimizer, theta: np.ndarray, gradient: Callable, steps: int, rate: float) -> np.ndarray:
    """The trajectory of θ, the start included: (steps + 1, P)."""
    theta, work = theta.astype(float), np.empty_like(theta, dtype=float)
    slots = {name: np.zeros_like(theta) for name in optimizer.slots}
    path = [theta.copy()]
    for t in range(1, steps + 1):
        optimizer.look_ahead(theta, slots, work)
        optimizer.update(theta, gradient(theta), slots, t, rate, work)
        path.append(theta.copy())
    return np.array(path)


def parabola(theta: np.ndarray) -> np.ndarray:
    """∂/∂θ of θ_1² + 10 θ_2²."""
    return np.array([2.0, 20.0]) * theta


def rosenbrock(theta: np.ndarray) -> np.ndarray:
    """∂/∂θ of (1 - a)² + 100 (b - a²)², minimal at (1, 1)."""
    a, b = theta
    return np.array([-2 * (1 - a) - 400 * a * (b - a**2), 200 * (b - a**2)])


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_finds_the_bottom_of_a_parabola(kind: str) -> None:
    path = run(OPTIMIZERS[kind](), np.array([3.0, -2.0]), parabola, 3000, rate=0.01)
    assert np.abs(path[-1]).max() < 1e-3


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_finds_the_bottom_of_rosenbrocks_valley(kind: str) -> None:
    rate = 0.01 if kind == "adam" else 0.0005
    path = run(OPTIMIZERS[kind](), np.array([-1.2, 1.0]), rosenbrock, 40_000, rate)
    assert np.abs(path[-1] - 1).max() < 0.02


def test_sgd_on_a_parabola_is_a_geometric_sequence() -> None:
    """θ_t = (1 - 2λ)^t θ_0 for J = θ², worked by hand."""
    path = run(Sgd(), np.array([1.0]), lambda theta: 2 * theta, 5, rate=0.1)
    assert path[:, 0] == pytest.approx([0.8**t for t in range(6)])


def test_momentum_follows_the_two_term_recurrence() -> None:
    """θ_{t+1} = θ_t - λ g(θ_t) + α (θ_t - θ_{t-1}), Polyak's heavy ball in his own variables."""
    alpha, rate = 0.9, 0.05
    path = run(Momentum(momentum=alpha), np.array([1.0]), lambda theta: 2 * theta, 20, rate)[:, 0]
    expected = [1.0, 1.0 - rate * 2.0]
    for _ in range(19):
        expected.append(expected[-1] - rate * 2 * expected[-1] + alpha * (expected[-1] - expected[-2]))
    assert path == pytest.approx(expected, rel=1e-12)


def test_nesterov_follows_the_two_term_recurrence() -> None:
    """θ_{t+1} = φ_t - λ g(φ_t), φ_t = θ_t + α (θ_t - θ_{t-1}): Nesterov 1983, Sutskever et al. 2013, A."""
    alpha, rate = 0.9, 0.05
    path = run(Nesterov(momentum=alpha), np.array([1.0]), lambda theta: 2 * theta, 20, rate)[:, 0]
    expected = [1.0, 1.0 - rate * 2.0]
    for _ in range(19):
        ahead = expected[-1] + alpha * (expected[-1] - expected[-2])
        expected.append(ahead - rate * 2 * ahead)
    assert path == pytest.approx(expected, rel=1e-12)


def test_adam_in_the_papers_own_steps() -> None:
    """Algorithm 1 of Kingma and Ba written out line by line, corrections and all."""
    optimizer = Adam(beta1=0.8, beta2=0.95, epsilon=1e-3)
    path = run(optimizer, np.array([1.0]), lambda theta: 2 * theta, 25, rate=0.1)[:, 0]
    theta, m, v, expected = 1.0, 0.0, 0.0, [1.0]
    for t in range(1, 26):
        g = 2 * theta
        m, v = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g * g
        theta -= 0.1 * (m / (1 - 0.8**t)) / ((v / (1 - 0.95**t)) ** 0.5 + 1e-3)
        expected.append(theta)
    assert path == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_zero_gradient_and_fresh_slots_move_nothing(kind: str) -> None:
    start = np.array([1.5, -2.0])
    assert (run(OPTIMIZERS[kind](), start, np.zeros_like, 3, rate=0.1) == start).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", OPTIMIZERS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), rates=st.lists(st.floats(1e-5, 0.5), min_size=2, max_size=4))
def test_a_replica_in_a_stack_takes_the_steps_it_takes_alone(
    kind: str, dtype: type, seed: int, rates: list[float]
) -> None:
    rng = np.random.default_rng(seed)
    numbers = {"momentum", "beta1", "beta2", "epsilon"} & set(OPTIMIZERS[kind].model_fields)
    alone = [
        OPTIMIZERS[kind](learning_rate=rate, **{n: float(rng.uniform(0.1, 0.99)) for n in sorted(numbers)})
        for rate in rates
    ]
    together = stack(alone)
    start = rng.normal(size=(len(rates), 7)).astype(dtype)
    gradients = rng.normal(size=(5, len(rates), 7)).astype(dtype)

    def path(optimizer: Optimizer, theta: np.ndarray, gradients: np.ndarray, rate: object) -> np.ndarray:
        slots = {name: np.zeros_like(theta) for name in optimizer.slots}
        work = np.empty_like(theta)
        for t, g in enumerate(gradients, start=1):
            optimizer.look_ahead(theta, slots, work)
            optimizer.update(theta, g.copy(), slots, t, rate, work)
        return theta

    column = np.array(rates)[:, None] if len(set(rates)) > 1 else rates[0]
    stacked = path(together, start.copy(), gradients, column)
    for r, optimizer in enumerate(alone):
        single = path(optimizer, start[r].copy(), gradients[:, r], rates[r])
        np.testing.assert_array_equal(stacked[r], single)
        assert stacked.dtype == dtype
