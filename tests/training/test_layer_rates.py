"""A layer's own learning rate: λ times its factor, for every optimizer and schedule, alone and in a stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.architecture import Dense
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.training.state import State

STEP_RULES = [
    kind
    for kind, cls in kinds(AnyOptimizer).items()
    if issubclass(cls, StepRule) and kind != "perceptron"  # which has one layer, and moves on mistakes alone
]


def layered(p: Any, factors: tuple[float, float, float], **sections: Any) -> Experiment:
    layers = [{"kind": "dense", "units": 6, "learning_rate_factor": f} for f in factors[:2]]
    output = {"learning_rate_factor": factors[2]}
    return p.experiment(architecture={"layers": layers, "output": output}, **sections)


def last(state: State, replica: int = 0) -> np.ndarray:
    return state.weights(state.replicas[replica]).last


def moves(p: Any, experiment: Experiment) -> dict[str, np.ndarray]:
    """How far every array is moved by the first update."""
    still = experiment.training.model_copy(update={"epochs": 0})
    before, _ = p.train(experiment.model_copy(update={"training": still}))
    after, _ = p.train(experiment)
    return before.network.named(last(after) - last(before))


@pytest.mark.parametrize("kind", STEP_RULES)
def test_the_first_update_of_a_layer_is_its_factor_times_as_long(
    problem: Callable[..., Any], kind: str
) -> None:
    p = problem("multiclass")
    optimizer = {"kind": kind, "learning_rate": 1e-3, **({"weight_decay": 0.0} if kind == "adamw" else {})}
    once = {"optimizer": optimizer, "training": {"epochs": 1, "batch_size": "all", "precision": "float64"}}
    plain = moves(p, layered(p, (1.0, 1.0, 1.0), **once))
    own = moves(p, layered(p, (0.1, 1.0, 5.0), **once))
    for name, factor in (("0_dense/W", 0.1), ("0_dense/b", 0.1), ("1_dense/W", 1.0), ("2_dense/W", 5.0)):
        assert np.abs(plain[name]).max() > 0
        np.testing.assert_allclose(own[name], factor * plain[name], rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("kind", STEP_RULES)
def test_the_same_factor_everywhere_is_another_learning_rate(problem: Callable[..., Any], kind: str) -> None:
    p = problem("multiclass")
    half = layered(p, (0.5,) * 3, optimizer={"kind": kind, "learning_rate": 2**-6}, training={"epochs": 3})
    full = layered(p, (1.0,) * 3, optimizer={"kind": kind, "learning_rate": 2**-7}, training={"epochs": 3})
    assert last(p.train(half)[0]).tobytes() == last(p.train(full)[0]).tobytes()


@pytest.mark.parametrize("schedule", kinds(AnySchedule))
def test_three_in_a_stack_are_three_alone(problem: Callable[..., Any], schedule: str) -> None:
    p = problem("multiclass")
    fields = kinds(AnySchedule)[schedule].model_fields.items()
    other = {"at": [1, 2], "then": {"kind": "cosine", "start": 0.01}}
    rates = {name: other.get(name, 0.01) for name, field in fields if field.is_required()}
    specs = [
        layered(
            p,
            (0.1 * (r + 1), 1.0, 1.0 + r),
            seed=r,
            optimizer={"kind": "adam", "learning_rate": {"kind": schedule, **rates}},
            training={"epochs": 3},
        )
        for r in range(3)
    ]
    together, _ = p.train(*specs)
    for r, spec in enumerate(specs):
        assert last(together, r).tobytes() == last(p.train(spec)[0]).tobytes()


def test_a_factor_of_one_changes_no_bit(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    plain, _ = p.train(p.experiment(architecture={"hidden": [6, 6]}, training={"epochs": 3}))
    assert last(plain).tobytes() == last(p.train(layered(p, (1.0,) * 3, training={"epochs": 3}))[0]).tobytes()


def test_stretches_are_cut_where_the_factor_changes(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    network = layered(p, (0.1, 0.1, 2.0)).network((5,), 3)
    assert network.paces == ((slice(0, 78), 0.1), (slice(78, 99), 2.0))
    assert layered(p, (1.0,) * 3).network((5,), 3).paces == ((slice(0, 99), 1.0),)


@pytest.mark.parametrize("factor", [0.0, -1.0, float("inf")])
def test_a_factor_is_positive(factor: float) -> None:
    with pytest.raises(ValidationError, match="learning_rate_factor"):
        Dense(units=2, learning_rate_factor=factor)


def test_layers_inside_a_residual_have_their_own_rates(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")

    def of(inside: float, around: float) -> Experiment:
        dense = {"kind": "dense", "units": 4, "learning_rate_factor": inside}
        residual = {"kind": "residual", "layers": [dense], "learning_rate_factor": around}
        layers = [{"kind": "dense", "units": 4}, residual]
        once = {"epochs": 1, "batch_size": "all", "precision": "float64"}
        return p.experiment(architecture={"layers": layers}, optimizer={"kind": "sgd"}, training=once)

    plain, own = moves(p, of(1.0, 1.0)), moves(p, of(0.5, 3.0))
    for name, factor in (("0_dense/W", 1.0), ("1_residual/0_dense/W", 1.5)):
        assert np.abs(plain[name]).max() > 0
        np.testing.assert_allclose(own[name], factor * plain[name], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("kind", ["newton", "l_bfgs"])
def test_an_optimizer_without_a_learning_rate_takes_no_factor(problem: Callable[..., Any], kind: str) -> None:
    p = problem("multiclass")
    whole = {"epochs": 1, "batch_size": "all"}
    experiment = layered(p, (0.5, 1.0, 1.0), activation="tanh", optimizer=kind, training=whole)
    with pytest.raises(SpecError, match=f"{kind} has no learning rate for a learning_rate_factor"):
        p.train(experiment)
    noise = [{"kind": "input_noise", "deviation": 0.1}]
    noisy = layered(p, (1.0, 1.0, 1.0), optimizer=kind, regularization=noise, training=whole)
    with pytest.raises(SpecError, match="input_noise is no term of it"):
        p.train(noisy)
