"""Every optimizer: sequences of steps from independent sources, properties, and two functions minimised."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.kinds import kinds
from mlpcli.optimizer import (
    Adadelta,
    Adagrad,
    Adam,
    Adamw,
    Amsgrad,
    AnyOptimizer,
    EmaMomentum,
    Lion,
    Momentum,
    Nadam,
    Nesterov,
    Rmsprop,
    Sgd,
    StepRule,
)
from mlpcli.stacking import stack

OPTIMIZERS = {kind: cls for kind, cls in kinds(AnyOptimizer).items() if issubclass(cls, StepRule)}


def run(optimizer: StepRule, theta: np.ndarray, gradient: Callable, steps: int, rate: float) -> np.ndarray:
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


RATES = {
    "ema_momentum": (0.01, 0.005),
    "adagrad": (0.5, 0.5),
    "adadelta": (0.1, 0.01),
    "rmsprop": (0.001, 0.001),
    "lion": (2e-4, 1e-4),
} | dict.fromkeys(("adam", "adamw", "amsgrad", "nadam"), (0.01, 0.01))
"""Learning rates for the parabola and for Rosenbrock's valley, where not (0.01, 0.0005)."""

STEPS = {"rmsprop": 10_000, "adadelta": 10_000, "lion": 20_000}
"""Updates on the parabola, where not 3000: a short step, or a short first one, has far to go."""


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_finds_the_bottom_of_a_parabola(kind: str) -> None:
    rate, _ = RATES.get(kind, (0.01, 0.0005))
    path = run(OPTIMIZERS[kind](), np.array([3.0, -2.0]), parabola, STEPS.get(kind, 3000), rate)
    assert np.abs(path[-1]).max() < 1e-3


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_finds_the_bottom_of_rosenbrocks_valley(kind: str) -> None:
    _, rate = RATES.get(kind, (0.01, 0.0005))
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


def double(theta: np.ndarray) -> np.ndarray:
    """∂/∂θ of θ²."""
    return 2 * theta


def test_ema_momentum_is_the_weighted_sum_of_all_gradients() -> None:
    """m_t = (1-β) Σ β^(t-k) g_k, Desassis' recurrence unrolled by hand."""
    beta, rate = 0.8, 0.05
    path = run(EmaMomentum(momentum=beta), np.array([1.0]), double, 20, rate)[:, 0]
    expected = [1.0]
    for t in range(20):
        m = (1 - beta) * sum(beta ** (t - k) * 2 * expected[k] for k in range(t + 1))
        expected.append(expected[-1] - rate * m)
    assert path == pytest.approx(expected, rel=1e-12)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares() -> None:
    """Duchi, Hazan and Singer's diagonal form, ε outside as Lepetit writes it: the sum anew at each step."""
    path = run(Adagrad(epsilon=1e-2), np.array([1.0]), double, 25, rate=0.3)[:, 0]
    gradients, expected = [], [1.0]
    for _ in range(25):
        gradients.append(2 * expected[-1])
        expected.append(expected[-1] - 0.3 * gradients[-1] / (1e-2 + sum(g * g for g in gradients) ** 0.5))
    assert path == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("rate", [1.0, 0.5])
def test_adadelta_in_the_papers_own_steps(rate: float) -> None:
    """Algorithm 1 of Zeiler written out line by line, with a factor λ on the last."""
    path = run(Adadelta(rho=0.8, epsilon=1e-2), np.array([1.0]), double, 25, rate)[:, 0]
    theta, mean_g2, mean_dx2, expected = 1.0, 0.0, 0.0, [1.0]
    for _ in range(25):
        g = 2 * theta
        mean_g2 = 0.8 * mean_g2 + 0.2 * g * g
        dx = -((mean_dx2 + 1e-2) ** 0.5) / (mean_g2 + 1e-2) ** 0.5 * g
        mean_dx2 = 0.8 * mean_dx2 + 0.2 * dx * dx
        theta += rate * dx
        expected.append(theta)
    assert path == pytest.approx(expected, rel=1e-12)


def test_adadelta_survives_a_rate_of_zero() -> None:
    """A schedule may end there."""
    assert (run(Adadelta(), np.array([1.0, 2.0]), double, 3, rate=0.0) == [1.0, 2.0]).all()


def test_rmsprop_in_the_notes_own_steps() -> None:
    """Laurent's algorithm written out line by line, δ inside the root."""
    path = run(Rmsprop(rho=0.8, epsilon=1e-2), np.array([1.0]), double, 25, rate=0.1)[:, 0]
    theta, r, expected = 1.0, 0.0, [1.0]
    for _ in range(25):
        g = 2 * theta
        r = 0.8 * r + 0.2 * g * g
        theta -= 0.1 / (1e-2 + r) ** 0.5 * g
        expected.append(theta)
    assert path == pytest.approx(expected, rel=1e-12)


def test_adamw_in_the_papers_own_steps() -> None:
    """Algorithm 2 of Loshchilov and Hutter (α = λ, its decay λ w), line by line: one sum, taken from θ."""
    optimizer = Adamw(beta1=0.8, beta2=0.95, epsilon=1e-3, weight_decay=0.3)
    path = run(optimizer, np.array([1.0]), double, 25, rate=0.1)[:, 0]
    theta, m, v, expected = 1.0, 0.0, 0.0, [1.0]
    for t in range(1, 26):
        g = 2 * theta
        m, v = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g * g
        m_hat, v_hat = m / (1 - 0.8**t), v / (1 - 0.95**t)
        theta -= 0.1 * m_hat / (v_hat**0.5 + 1e-3) + 0.1 * 0.3 * theta
        expected.append(theta)
    assert path == pytest.approx(expected, rel=1e-12)


def uneven(theta: np.ndarray) -> np.ndarray:
    """A gradient that falls fast, so that the largest mean square is an old one."""
    return theta**3 * 4


def test_amsgrad_keeps_the_largest_mean_square() -> None:
    """Algorithm 2 of Reddi et al. line by line, with Adam's corrections as PyTorch adds them."""
    optimizer = Amsgrad(beta1=0.8, beta2=0.9, epsilon=1e-3)
    path = run(optimizer, np.array([1.0]), uneven, 25, rate=0.1)[:, 0]
    theta, m, history, expected = 1.0, 0.0, [0.0], [1.0]
    for t in range(1, 26):
        g = 4 * theta**3
        m = 0.8 * m + 0.2 * g
        history.append(0.9 * history[-1] + 0.1 * g * g)
        theta -= 0.1 * (m / (1 - 0.8**t)) / ((max(history) / (1 - 0.9**t)) ** 0.5 + 1e-3)
        expected.append(theta)
    assert max(history) > history[-1]
    assert path == pytest.approx(expected, rel=1e-12)


def test_nadam_in_the_papers_own_steps() -> None:
    """Algorithm 2 of Dozat with a constant μ written out line by line."""
    optimizer = Nadam(beta1=0.8, beta2=0.95, epsilon=1e-3)
    path = run(optimizer, np.array([1.0]), double, 25, rate=0.1)[:, 0]
    theta, m, n, expected = 1.0, 0.0, 0.0, [1.0]
    for t in range(1, 26):
        g = 2 * theta
        m, n = 0.8 * m + 0.2 * g, 0.95 * n + 0.05 * g * g
        m_hat = 0.8 * m / (1 - 0.8 ** (t + 1)) + 0.2 * g / (1 - 0.8**t)
        theta -= 0.1 * m_hat / ((n / (1 - 0.95**t)) ** 0.5 + 1e-3)
        expected.append(theta)
    assert path == pytest.approx(expected, rel=1e-12)


def test_lion_in_the_papers_own_steps() -> None:
    """Algorithm 2 of Chen et al. written out line by line; the signs do change on the way."""
    optimizer = Lion(beta1=0.8, beta2=0.95, weight_decay=0.3)
    path = run(optimizer, np.array([1.0]), double, 40, rate=0.1)[:, 0]
    theta, m, expected, signs = 1.0, 0.0, [1.0], set()
    for _ in range(40):
        g = 2 * theta
        c = 0.8 * m + 0.2 * g
        signs.add(np.sign(c))
        theta -= 0.1 * (np.sign(c) + 0.3 * theta)
        m = 0.95 * m + 0.05 * g
        expected.append(theta)
    assert signs == {1.0, -1.0}
    assert path == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("optimizer", [Adamw(weight_decay=0.5), Lion(weight_decay=0.5)])
def test_decay_without_a_gradient_is_geometric(optimizer: StepRule) -> None:
    """θ_t = (1 - λ w)^t θ_0, worked by hand."""
    path = run(optimizer, np.array([1.0, -2.0]), np.zeros_like, 5, rate=0.1)
    assert path[:, 0] == pytest.approx([0.95**t for t in range(6)])
    assert path[:, 1] == pytest.approx([-2 * 0.95**t for t in range(6)])


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_zero_gradient_and_fresh_slots_move_nothing(kind: str) -> None:
    start = np.array([1.5, -2.0])
    undecayed = {"weight_decay": 0.0} if "weight_decay" in OPTIMIZERS[kind].model_fields else {}
    assert (run(OPTIMIZERS[kind](**undecayed), start, np.zeros_like, 3, rate=0.1) == start).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", OPTIMIZERS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), rates=st.lists(st.floats(1e-5, 0.5), min_size=2, max_size=4))
def test_a_replica_in_a_stack_takes_the_steps_it_takes_alone(
    kind: str, dtype: type, seed: int, rates: list[float]
) -> None:
    rng = np.random.default_rng(seed)
    numbers = {n for n, field in OPTIMIZERS[kind].model_fields.items() if field.annotation is float}
    alone = [
        OPTIMIZERS[kind](learning_rate=rate, **{n: float(rng.uniform(0.1, 0.99)) for n in sorted(numbers)})
        for rate in rates
    ]
    together = stack(alone)
    start = rng.normal(size=(len(rates), 7)).astype(dtype)
    gradients = rng.normal(size=(5, len(rates), 7)).astype(dtype)

    def path(optimizer: StepRule, theta: np.ndarray, gradients: np.ndarray, rate: object) -> np.ndarray:
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
