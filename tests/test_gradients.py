"""Every kind of every union against finite differences, alone and in a stack; and the check checked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from mlpcli.activation import Activation, AnyActivation, Elu, LeakyRelu, Maxout, Prelu, Tanh
from mlpcli.architecture import (
    AnyLayer,
    AveragePool,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Elman,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    MaxPool,
    Network,
    Reshape,
    Residual,
)
from mlpcli.architecture.embedding import Feature
from mlpcli.gradient_check import check, objective
from mlpcli.initialization import Normal
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Loss, Mse, Multiple
from mlpcli.loss.multiple import OutputLoss
from mlpcli.regularization import ActivityPenalty, AnyRegularization, Penalty, Regularization
from mlpcli.stacking import stack

TOLERANCE = 1e-7
N, I, O, R, V = 12, 5, 3, 3, 4


def dense(units: int, activation: Any) -> Dense:
    return Dense(units=units, activation=activation, initialization=Normal(deviation=0.7))


def made(kind: str) -> Any:
    """The loss with its defaults; several targets take the three outputs."""
    parts = {"a": (Mse(), 1), "b": (BinaryCrossEntropy(), 2)}
    outputs = {name: OutputLoss(loss=loss, weight=0.4, width=width) for name, (loss, width) in parts.items()}
    return Multiple(outputs=outputs) if kind == "multiple" else kinds(AnyLoss)[kind]()


def worst(
    layers: list[Layer],
    loss: Loss,
    penalties: tuple[Regularization, ...],
    replicas: int,
    outputs: int = O,
    shape: tuple[int, ...] = (I,),
) -> float:
    """The largest relative error over all arrays, at random parameters (biases too) and data."""
    rng = np.random.default_rng(7)
    network = Network(tuple(layers), shape)
    lead = (replicas,) if replicas > 1 else ()
    theta = rng.normal(0, 0.7, (*lead, network.size))
    x = rng.normal(size=(N, math.prod(shape)))
    if isinstance(layers[0], Embedding):
        x[:, [f.position for f in layers[0].features]] = rng.integers(0, V + 1, (N, len(layers[0].features)))
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
    assert len(errors) == sum(network.learns(place) for place in network.places)
    return max(error.relative_error for error in errors)


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("kind", kinds(AnyActivation))
def test_activation(kind: str, replicas: int) -> None:
    activation = kinds(AnyActivation)[kind]()
    assert worst([dense(4, activation), dense(O, Tanh())], Mse(), (), replicas) < TOLERANCE
    assert worst([dense(4, Tanh()), dense(O, activation)], Mse(), (), replicas) < TOLERANCE


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("activation", [Prelu(per="layer"), Maxout(pieces=5), Elu(alpha=0.3)], ids=repr)
def test_activation_in_another_form(activation: Activation, replicas: int) -> None:
    assert worst([dense(4, activation), dense(O, activation)], CrossEntropy(), (), replicas) < TOLERANCE


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


def of_class(base: type[Regularization]) -> list[str]:
    return [kind for kind, cls in kinds(AnyRegularization).items() if issubclass(cls, base)]


def strengths(cls: type[Regularization], value: float) -> dict[str, float]:
    """The value for every number that a penalty has."""
    numbers = [name for name, field in cls.model_fields.items() if field.annotation is float]
    assert numbers
    return dict.fromkeys(numbers, value)


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("on", ["weights", "biases", "all"])
@pytest.mark.parametrize("kind", of_class(Penalty))
def test_penalty(kind: str, on: str, replicas: int) -> None:
    cls = kinds(AnyRegularization)[kind]
    for layers in (None, (1,), (0, "1_dense")):
        rules = [cls(on=on, layers=layers, **strengths(cls, 0.1 * (r + 1))) for r in range(replicas)]
        layout = [dense(4, Tanh()), dense(O, Tanh())]
        assert worst(layout, CrossEntropy(), (stack(rules),), replicas) < TOLERANCE


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("layers", [None, (-1,), (0, 1, 2)])
@pytest.mark.parametrize("kind", of_class(ActivityPenalty))
def test_penalty_on_activity(kind: str, layers: tuple[int, ...] | None, replicas: int) -> None:
    cls = kinds(AnyRegularization)[kind]
    rules = [cls(layers=layers, **strengths(cls, 0.1 * (r + 1))) for r in range(replicas)]
    layout: list[Layer] = [dense(4, Tanh()), Dropout(rate=0.2), dense(4, Tanh()), dense(O, Tanh())]
    assert worst(layout, CrossEntropy(), (stack(rules), stack(rules)), replicas) < TOLERANCE


def elman(units: int, output: Any, activation: Any = None) -> Elman:
    usual = Normal(deviation=0.5)
    return Elman(units=units, output=output, activation=activation or Tanh(), initialization=usual)


embedding = Embedding(
    features=tuple(Feature(column=str(p), dimension=p, vocabulary=V, position=p) for p in (3, 1))
)


def convolution(**fields: Any) -> Conv2d:
    usual = {"filters": 2, "kernel": 2, "padding": "same", "activation": Tanh()}
    return Conv2d(**{**usual, "initialization": Normal(deviation=0.7), **fields})


IMAGE = (4, 4, 2)


def on_images(layer: Layer) -> list[tuple[tuple[int, ...], list[Layer]]]:
    """The layer behind another one, and first of all."""
    return [(IMAGE, [convolution(), layer, Flatten()]), (IMAGE, [layer, Flatten()])]


BEHIND: dict[str, list[tuple[tuple[int, ...], list[Layer]]]] = {
    "dense": [((I,), [dense(4, Tanh()), dense(4, Tanh())])],
    "batch_norm": [((4, 3), [BatchNorm(), elman(3, "sequence"), BatchNorm(), elman(2, "last")])],
    "layer_norm": [((4, 6), [elman(6, "sequence"), LayerNorm(), elman(2, "last")])],
    "embedding": [((I,), [embedding, dense(4, Tanh())])],
    "elman": [
        ((4, 3), [elman(4, "sequence"), elman(3, "last", LeakyRelu(alpha=0.1))]),
        ((1, 3), [elman(4, "last")]),
        ((4, 1), [elman(1, "sequence"), elman(1, "last")]),
    ],
    "conv2d": [
        *on_images(convolution()),
        *on_images(convolution(activation=Prelu(initial=0.3), stride=2)),
        *on_images(convolution(activation=Maxout(pieces=3), dilation=2)),
    ],
    "max_pool": on_images(MaxPool()),
    "average_pool": on_images(AveragePool()),
    "flatten": on_images(Flatten()),
    "reshape": [((I,), [dense(32, Tanh()), Reshape(shape=IMAGE), convolution(), Flatten()])],
    "residual": [
        *on_images(Residual(layers=(convolution(), Dropout(), BatchNorm(), convolution()))),
        ((I,), [dense(4, Tanh()), Residual(layers=(dense(4, Prelu()), LayerNorm()))]),
    ],
}
"""By kind: the shape of a sample and the layers that it goes through before the last one."""


@pytest.mark.parametrize("replicas", [1, R])
@pytest.mark.parametrize("kind", kinds(AnyLayer))
def test_layer(kind: str, replicas: int) -> None:
    cases = list(BEHIND.get(kind, []))
    cls = kinds(AnyLayer)[kind]
    if cls.takes != 3 and not any(field.is_required() for field in cls.model_fields.values()):
        cases.append(((I,), [cls(), dense(6, Tanh()), cls()]))
    assert cases, "a kind that has no default needs an example above"
    for shape, layers in cases:
        assert worst([*layers, dense(O, Tanh())], CrossEntropy(), (), replicas, shape=shape) < TOLERANCE


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


def errors_of(loss: Loss, activation: Any, factor: float = 1.0) -> list[Any]:
    rng = np.random.default_rng(3)
    network = Network((dense(4, activation), dense(O, Tanh())), (I,))
    x, y, theta = rng.normal(size=(N, I)), rng.normal(size=(N, O)), rng.normal(size=network.size)
    right = objective(network, loss, (), x, y)

    def scaled(theta: np.ndarray) -> tuple[Any, Any]:
        J, g = right(theta)
        return J, factor * g

    return check(scaled, network, theta)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "identity"])
def test_the_complex_step_agrees_to_rounding(activation: str) -> None:
    errors = errors_of(Mse(), kinds(AnyActivation)[activation]())
    assert all(error.complex_error is not None and error.complex_error < 1e-13 for error in errors)


def test_the_complex_step_sees_what_finite_differences_cannot() -> None:
    """A gradient wrong by 1e-10 is within the error of central differences."""
    errors = errors_of(Mse(), Tanh(), factor=1 + 1e-10)
    assert all(error.relative_error < TOLERANCE for error in errors)
    assert all(error.complex_error > 2e-11 for error in errors)
    assert all(error.complex_error > 4e-4 for error in errors_of(Mse(), Tanh(), factor=1.001))


def test_where_the_loss_is_not_analytic_the_complex_step_is_left_out() -> None:
    assert all(error.complex_error is None for error in errors_of(kinds(AnyLoss)["mae"](), Tanh()))
