"""Newton and L-BFGS on functions with known minima, beside SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize, rosen, rosen_der, rosen_hess

from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer, LBfgs, Newton, WholeSet

KINDS = {kind: cls for kind, cls in kinds(AnyOptimizer).items() if issubclass(cls, WholeSet)}


class Rosenbrock:
    """SciPy's, in any number of dimensions."""

    calls = 0

    def __call__(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        self.calls += 1
        return float(rosen(theta)), rosen_der(theta)

    def hessian(self, theta: np.ndarray) -> np.ndarray:
        return rosen_hess(theta)


class Parabola:
    """½ θᵀ A θ - b·θ."""

    A = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 100.0]])
    b = np.array([1.0, -2.0, 3.0])

    def __call__(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        return float(theta @ self.A @ theta / 2 - self.b @ theta), self.A @ theta - self.b

    def hessian(self, theta: np.ndarray) -> np.ndarray:
        return self.A


def run(optimizer: WholeSet, start: list[float], function: object, iterations: int) -> tuple[np.ndarray, str]:
    theta = np.array(start)
    slots = {name: np.zeros_like(theta) for name in optimizer.slots}
    for _ in range(iterations):
        reason = optimizer.iterate(theta, function, slots)
        if reason:
            break
    return theta, reason


def test_there_are_such_kinds() -> None:
    assert set(KINDS) >= {"newton", "l_bfgs"}


@pytest.mark.parametrize("kind", KINDS)
def test_rosenbrocks_valley(kind: str) -> None:
    theta, reason = run(KINDS[kind](), [-1.2, 1.0], Rosenbrock(), 150)
    assert theta == pytest.approx(np.ones(2), abs=1e-6)
    assert "gradient" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_parabola(kind: str) -> None:
    theta, _ = run(KINDS[kind](), [5.0, -5.0, 5.0], Parabola(), 60)
    assert theta == pytest.approx(np.linalg.solve(Parabola.A, Parabola.b), abs=1e-7)


def test_undamped_newton_needs_one_iteration_on_a_parabola() -> None:
    theta, _ = run(Newton(damping=1e-12), [5.0, -5.0, 5.0], Parabola(), 1)
    assert theta == pytest.approx(np.linalg.solve(Parabola.A, Parabola.b), rel=1e-9)


def test_newton_leaves_a_saddle_downhill() -> None:
    """J = a² - b² + b⁴/4 has a saddle at 0 and minima at b = ±√2; the pure step would go to the saddle."""

    class Saddle:
        def __call__(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
            a, b = theta
            return float(a**2 - b**2 + b**4 / 4), np.array([2 * a, -2 * b + b**3])

        def hessian(self, theta: np.ndarray) -> np.ndarray:
            return np.diag([2.0, -2 + 3 * theta[1] ** 2])

    theta, _ = run(Newton(), [0.7, 0.01], Saddle(), 60)
    assert theta == pytest.approx([0.0, np.sqrt(2)], abs=1e-6)


def test_l_bfgs_is_about_as_fast_as_scipys() -> None:
    """Function values asked for until the same minimum, SciPy's L-BFGS-B as the measure."""
    ours = Rosenbrock()
    start = [-1.2, 1.0, 0.5, -0.3, 1.7, 0.0, 2.0, -1.0]
    theta, _ = run(LBfgs(tolerance=1e-6), start, ours, 300)
    theirs = minimize(rosen, start, jac=rosen_der, method="L-BFGS-B", options={"gtol": 1e-6, "ftol": 0})
    assert theta == pytest.approx(theirs.x, abs=1e-5)
    assert ours.calls < 6 * theirs.nfev  # value and gradient are asked for one by one, without a cache


def test_two_loops_are_the_dense_update_of_bfgs() -> None:
    """Fewer steps than pairs: the recursion equals H ← (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ (N&W 6.17)."""
    from mlpcli.optimizer.l_bfgs import _two_loops

    rng = np.random.default_rng(0)
    S = rng.normal(size=(4, 6))
    Y = S @ (np.eye(6) * 3 + 0.2)
    newest = [(S[k], Y[k]) for k in (3, 2, 1, 0)]
    H = np.eye(6) * (S[3] @ Y[3]) / (Y[3] @ Y[3])
    for s, y in reversed(newest):
        V = np.eye(6) - np.outer(y, s) / (s @ y)
        H = V.T @ H @ V + np.outer(s, s) / (s @ y)
    g = rng.normal(size=6)
    assert _two_loops(g, newest) == pytest.approx(H @ g, rel=1e-10)


def test_newtons_sequence_by_hand() -> None:
    """J = θ²/2 + θ⁴/4: θ ← θ - (θ + θ³)/(1 + 3θ²) = 2θ³/(1 + 3θ²), so 1, 1/2, 1/7, 1/182."""

    class Quartic:
        def __call__(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
            return float(theta[0] ** 2 / 2 + theta[0] ** 4 / 4), theta + theta**3

        def hessian(self, theta: np.ndarray) -> np.ndarray:
            return np.diag(1 + 3 * theta**2)

    for iterations, expected in enumerate([1 / 2, 1 / 7, 1 / 182], start=1):
        theta, _ = run(Newton(damping=1e-12), [1.0], Quartic(), iterations)
        assert theta[0] == pytest.approx(expected, rel=1e-6)
