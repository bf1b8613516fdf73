"""Every kind of every union against finite differences, alone and in a stack; and the check checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpcli.activation import AnyActivation, Tanh
from mlpcli.architecture import AnyLayer, Dense, Dropout, Layer, Network
from mlpcli.component import kinds
from mlpcli.gradient_check import check, objective
from mlpcli.initialization import Normal
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Loss, Mse, Multiple, OutputLoss
from mlpcli.regularization import AnyRegularization, Penalty
from mlpcli.stacking import stack

TOLERANCE = 1e-7
N, I, O, R = 12, 5, 3, 3


def dense(units: int, activation: Any) -> Dense:
    return Dense(units=units, activation=activation, initialization=Normal(deviation=0.7))


def made(kind: str) -> Any:
    """The loss with its defaults; several targets take the three outputs."""
    parts = {"a": (Mse(), 1), "b": (BinaryCrossEntropy(), 2)}
    outputs = {name: OutputLoss(loss=loss, weight=0.4, width=width) for name, (loss, width) in parts.items()}
    return Multiple(outputs=outputs) if kind == "multiple" else kinds(AnyLoss)[kind]()


def worst(
    layers: list[Layer], loss: Loss, penalties: tuple[Penalty, ...], replicas: int, outputs: int = O
) -> float:
    """The largest relative error over all arrays, at random parameters (biases too) and data."""
    rng = np.random.default_rng(7)
    network = Network(tuple(layers), (I,))
    lead = (replicas,) if replicas > 1 else ()
    theta = rng.normal(0, 0.7, (*lead, network.size))
    x = rng.normal(size=(N, I))
    if "regression" in loss.tasks or loss.kind == "multiple":
        y = rng.normal(size=(N, outputs))
    elif "counts" in loss.tasks:
        y = rng.poisson(2.0, (N, outputs)).astype(float)
    elif "distribution" in loss.tasks:
        y = rng.dirichlet(np.ones(outputs), N)
    elif outputs == 1:
        y = rng.integers(0, 2, (N, 1)).astype(float)
    else:
        y = np.eye(outputs)[rng.integers(0, outputs, N)]
    errors = check(objective(network, loss, penalties, x, y), network, theta)
    assert len(errors) == len(network.places)
    return max(error.relative_error for error in errors)


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("kind", kinds(AnyActivation))
def test_activation(kind: str, replicas: int) -> None:
    activation = kinds(AnyActivation)[kind]()
    assert worst([dense(4, activation), dense(O, Tanh())], Mse(), (), replicas) < TOLERANCE


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("kind", kinds(AnyLoss))
def test_loss(kind: str, replicas: int) -> None:
    loss = made(kind)
    outputs = 1 if loss.tasks[0] == "binary" else O
    layers = [dense(4, Tanh()), dense(outputs, Tanh())]
    assert worst(layers, loss, (), replicas, outputs) < TOLERANCE


@pytest.mark.parametrize("activation", kinds(AnyActivation))
@pytest.mark.parametrize("kind", kinds(AnyLoss))
def test_loss_behind_an_output_activation_it_was_not_made_for(kind: str, activation: str) -> None:
    """No pair of loss and activation is assumed: the loss's gradient goes through whatever stands before."""
    loss, before = made(kind), kinds(AnyActivation)[activation]()
    outputs = 1 if loss.tasks[0] == "binary" else O
    assert worst([dense(4, Tanh()), dense(outputs, before)], loss, (), R, outputs) < TOLERANCE


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("on", ["weights", "biases", "all"])
@pytest.mark.parametrize("kind", [k for k, c in kinds(AnyRegularization).items() if issubclass(c, Penalty)])
def test_penalty(kind: str, on: str, replicas: int) -> None:
    rules = [kinds(AnyRegularization)[kind](strength=0.1 * (r + 1), on=on) for r in range(replicas)]
    assert worst([dense(4, Tanh()), dense(O, Tanh())], CrossEntropy(), (stack(rules),), replicas) < TOLERANCE


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("kind", kinds(AnyLayer))
def test_layer(kind: str, replicas: int) -> None:
    cls = kinds(AnyLayer)[kind]
    layer = dense(4, Tanh()) if cls is Dense else cls()
    layers = [dense(4, Tanh()), layer, dense(O, Tanh())]
    assert worst(layers, CrossEntropy(), (), replicas) < TOLERANCE
    assert worst([layer, *layers], CrossEntropy(), (), replicas) < TOLERANCE


def test_without_bias_and_with_dropout_that_differs_in_a_stack() -> None:
    rates = stack([Dropout(rate=0.1 * (r + 1)) for r in range(R)])
    first = dense(6, Tanh()).model_copy(update={"bias": False})
    assert worst([rates, first, rates, dense(O, Tanh())], Mse(), (), R) < TOLERANCE


@pytest.mark.parametrize("wrong", [1.001, 0.999])
def test_the_check_rejects_a_gradient_that_is_off_by_a_thousandth(wrong: float) -> None:
    rng = np.random.default_rng(1)
    network = Network((dense(4, Tanh()), dense(O, Tanh())), (I,))
    x, y, theta = rng.normal(size=(N, I)), rng.normal(size=(N, O)), rng.normal(size=network.size)
    right = objective(network, Mse(), (), x, y)

    def off(theta: np.ndarray) -> tuple[Any, Any]:
        J, g = right(theta)
        return J, wrong * g

    assert all(error.relative_error < TOLERANCE for error in check(right, network, theta))
    assert all(error.relative_error > 4e-4 for error in check(off, network, theta))


def test_the_check_finds_one_wrong_array() -> None:
    rng = np.random.default_rng(2)
    network = Network((dense(4, Tanh()), dense(O, Tanh())), (I,))
    x, y, theta = rng.normal(size=(N, I)), rng.normal(size=(N, O)), rng.normal(size=network.size)
    right = objective(network, Mse(), (), x, y)
    place = network.places[1]

    def off(theta: np.ndarray) -> tuple[Any, Any]:
        J, g = right(theta)
        g[place.start : place.stop] *= 1.01
        return J, g

    errors = {error.name: error.relative_error for error in check(off, network, theta)}
    assert errors["0_dense/b"] > 1e-3
    assert max(e for name, e in errors.items() if name != "0_dense/b") < TOLERANCE
