"""Second-order training of networks: exact Hessians, known optima, what is refused, exact resumption."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.loss import BinaryCrossEntropy, CrossEntropy
from mlpcli.optimizer import AnyOptimizer, WholeSet
from mlpcli.regularization import L2
from mlpcli.stacking import StructureError
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.fit import fit
from mlpcli.training.objective import LearnedObjective
from mlpcli.training.session import Session
from mlpcli.training.state import start

KINDS = [kind for kind, cls in kinds(AnyOptimizer).items() if issubclass(cls, WholeSet)]
RNG = np.random.default_rng(8)


def network(outputs: int = 3, hidden: tuple[int, ...] = (4,), activation: str = "tanh") -> Any:
    spec = {"data": {"source": "iris"}, "architecture": {"hidden": list(hidden)}, "activation": activation}
    return Experiment.model_validate(spec).network((3,), outputs)


def test_the_hessian_of_logistic_regression_is_the_formula() -> None:
    """H = 1/N Σ p (1 - p) x xᵀ, x with a 1 for the bias."""
    net, x, y = network(1, ()), RNG.normal(size=(20, 3)), RNG.integers(0, 2, (20, 1)).astype(float)
    theta = RNG.normal(size=4)
    extended = np.hstack([x, np.ones((20, 1))])
    p = 1 / (1 + np.exp(-extended @ theta))
    expected = extended.T @ (extended * (p * (1 - p))[:, None]) / 20
    function = LearnedObjective(net, BinaryCrossEntropy(), (), x, y, theta)
    np.testing.assert_allclose(function.hessian(theta), expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "leaky_relu"])
def test_the_hessian_is_that_of_central_differences(activation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpcli.training.objective.NUMBERS", 900)  # in several stacks
    net, x, y = network(activation=activation), RNG.normal(size=(25, 3)), np.eye(3)[RNG.integers(0, 3, 25)]
    theta = RNG.normal(size=net.size)
    function = LearnedObjective(net, CrossEntropy(), (L2(strength=0.1),), x, y, theta)
    steps = 1e-6 * np.eye(net.size)
    numeric = np.array([(function(theta + e)[1] - function(theta - e)[1]) / 2e-6 for e in steps])
    np.testing.assert_allclose(function.hessian(theta), numeric, atol=1e-8)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("kind", KINDS)
def test_ridge_regression_is_the_closed_form(problem: Callable[..., Any], kind: str, precision: str) -> None:
    """W = argmin 1/N ‖x W + b - y‖² + λ ‖W‖², by the normal equations with centred columns."""
    p = problem("regression")
    state, _ = p.train(
        p.experiment(
            architecture={"hidden": []},
            optimizer=kind,
            regularization=[{"kind": "l2", "strength": 0.1}],
            training={"epochs": 60, "batch_size": "all", "precision": precision},
        )
    )
    train, _ = p.samples("float64")
    x, y = train.x - train.x.mean(axis=0), train.y - train.y.mean(axis=0)
    W = np.linalg.solve(x.T @ x / len(x) + 0.1 * np.eye(5), x.T @ y / len(x))
    replica = state.replicas[0]
    found = replica.weights.last[:15].reshape(5, 3)
    np.testing.assert_allclose(found, W, rtol=1e-6 if precision == "float64" else 1e-4, atol=1e-6)
    assert replica.weights.last.dtype == precision
    if precision == "float64":
        assert replica.reason == "converged"


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_is_trained_further_than_by_adam(problem: Callable[..., Any], kind: str) -> None:
    p = problem("multiclass")

    def loss(optimizer: Any) -> float:
        training = {"epochs": 60, "batch_size": "all", "precision": "float64"}
        state, _ = p.train(p.experiment(activation="tanh", optimizer=optimizer, training=training))
        return float(state.replicas[0].history[-1].training_loss)

    assert loss(kind) < 0.5 * loss({"kind": "adam", "learning_rate": 0.01})


@pytest.mark.parametrize("kind", KINDS)
def test_broken_off_it_goes_on_as_if_it_had_not_been(tmp_path: Path, after: Any, kind: str) -> None:
    spec = {"data": {"source": "iris"}, "activation": "tanh", "architecture": {"hidden": [3]}}
    asked = Experiment.model_validate(spec | {"optimizer": kind, "training": {"epochs": 25}})
    whole, broken = Session.begin(asked), Session.begin(asked)
    list(whole.fit())
    list(broken.fit(interrupt=after(14)))
    assert 10 < broken.state.epoch < 25
    save(broken, tmp_path / "checkpoint.h5")
    again = open_checkpoint(tmp_path).session()
    list(again.fit())
    mine, own = (s.state.weights(s.replica).last for s in (again, whole))
    np.testing.assert_array_equal(mine, own)
    assert whole.replica.history[-1].training_loss < whole.replica.history[0].training_loss / 5


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"optimizer": "newton", "loss": "mae"}, "loss mae does not allow"),
        ({"optimizer": "newton", "regularization": ["l1"]}, "regularization l1 does not allow"),
        ({"optimizer": "newton", "architecture": {"hidden": [300]}}, "at most 2,000 learned .* has 2,703"),
        ({"optimizer": "newton", "regularization": ["dropout"]}, "layer 1_dropout draws"),
        ({"optimizer": "l_bfgs", "regularization": ["dropout"]}, "layer 1_dropout draws"),
        ({"optimizer": "l_bfgs", "training": {"batch_size": 32}}, "works with all, found 32"),
    ],
)
def test_what_does_not_fit_is_refused(sections: dict[str, Any], message: str) -> None:
    asked = Experiment.model_validate({"data": {"source": "iris"}, **sections})

    def begin() -> None:
        resolved = asked.resolve(asked.data, "regression", rows=60, has_validation=False)
        start([resolved], (5,), 3, has_validation=False)

    with pytest.raises(SpecError, match=message):
        begin()


@pytest.mark.parametrize("kind", KINDS)
def test_they_train_one_network_at_a_time(problem: Callable[..., Any], kind: str) -> None:
    p = problem("regression")
    experiments = [p.experiment(seed=r, optimizer=kind, training={"batch_size": "all"}) for r in range(2)]
    with pytest.raises(StructureError, match="one network at a time"):
        start(experiments, (5,), 3, has_validation=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1e4, 1e30])
def test_hostile_inputs_stay_finite_or_are_said_to_diverge(
    problem: Callable[..., Any], kind: str, size: float
) -> None:
    p = problem("regression")
    e = p.experiment(optimizer=kind, training={"epochs": 5, "batch_size": "all"})
    train, validation = p.samples("float32")
    train.x = train.x * np.float32(size)
    state = start([e], (5,), 3, has_validation=True)
    list(fit(state, train, validation))
    assert np.isfinite(state.replicas[0].weights.last).all()
