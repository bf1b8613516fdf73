"""The residual layer: names, shapes, what its layers inside are given, which of them learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.activation import Relu, Tanh
from mlpcli.architecture import Architecture, Dense, Dropout, Network, Residual
from mlpcli.errors import SpecError
from mlpcli.initialization import GlorotNormal, HeNormal
from mlpcli.regularization import L2
from mlpcli.regularization import Dropout as DropoutEverywhere
from mlpcli.stacking import StructureError, stack


def dense(units: int = 4, **fields: Any) -> Dense:
    return Dense(units=units, activation=Tanh(), initialization=GlorotNormal(), **fields)


def network(*inside: Any, **fields: Any) -> Network:
    return Network((dense(), Residual(layers=inside, **fields), dense(2)), (3,))


def gradients(net: Network, theta: Any, seeds: list[int]) -> Any:
    rng = np.random.default_rng(2)
    generators = [np.random.default_rng(seed) for seed in seeds]
    runs = net.runs(training=True, generators=generators, stacked=theta.ndim == 2)
    gradient = np.zeros_like(theta)
    z, backwards = net.forward(net.views(theta), rng.normal(size=(6, 3)).astype(theta.dtype), runs)
    net.backward(np.ones_like(z), backwards, net.views(gradient))
    return gradient


def test_parameters_inside_have_the_names_of_all_that_is_around_them() -> None:
    net = network(dense(5), Dropout(), Residual(layers=(dense(5),)), dense(4))
    assert list(net.named(np.zeros(net.size)))[2:-2] == [
        "1_residual/0_dense/W",
        "1_residual/0_dense/b",
        "1_residual/2_residual/0_dense/W",
        "1_residual/2_residual/0_dense/b",
        "1_residual/3_dense/W",
        "1_residual/3_dense/b",
    ]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ((dense(5),), r"1_residual adds f\(x\) of the shape \(5,\) to x of the shape \(4,\); the shapes"),
        (
            ({"kind": "reshape", "shape": [2, 2]}, {"kind": "dense", "units": 4}),
            r"1_residual holds 1_dense, which takes features, found the shape \(2, 2\)",
        ),
    ],
)
def test_a_shape_that_does_not_fit_is_told_with_the_layer(inside: Any, said: str) -> None:
    residual = Residual.model_validate({"layers": inside})
    with pytest.raises(SpecError, match=said):
        _ = Network((dense(), residual), (3,)).shapes


def test_layers_inside_are_resolved_as_those_outside() -> None:
    inside = [{"kind": "dense", "units": 4}, {"kind": "dense", "units": 4, "activation": "tanh"}]
    layers = [{"kind": "residual", "layers": inside}]
    rule = DropoutEverywhere(rate=0.25)
    residual, _ = Architecture.model_validate({"layers": layers}).all_layers(2, Relu(), None, (rule,))
    assert isinstance(residual, Residual)
    assert residual.names == ("0_dense", "1_dropout", "2_dense", "3_dropout")
    first, dropout, second, _ = residual.layers
    assert isinstance(first, Dense)
    assert isinstance(second, Dense)
    assert (first.activation, first.initialization) == (Relu(), HeNormal())
    assert (second.activation, second.initialization) == (Tanh(), GlorotNormal())
    assert dropout == Dropout(rate=0.25)


def test_what_is_kept_inside_is_not_learned() -> None:
    free = network(dense(5), dense(4))
    assert free.learned == (slice(0, free.size),)
    inner = network(dense(5, trainable=False), dense(4))
    assert inner.learned == (slice(0, 16), slice(41, inner.size))
    assert sum(s.stop - s.start for s in inner.penalised(L2())) == 12 + 20 + 8
    outer = network(dense(5), dense(4), trainable=False)
    assert outer.learned == (slice(0, 16), slice(65, outer.size))


def test_no_gradient_is_computed_below_the_first_layer_that_learns_inside() -> None:
    residual = Residual(layers=(Dropout(), dense(5, trainable=False), dense(3)))
    net = Network((residual, dense(2)), (3,))
    theta = net.initial(np.random.default_rng(0), "float64")
    named = net.named(gradients(net, theta, [1]))
    assert not named["0_residual/1_dense/W"].any()
    assert named["0_residual/2_dense/W"].all()


def test_a_replica_in_a_stack_with_dropout_inside_is_what_it_is_alone() -> None:
    net = network(dense(5), Dropout(rate=0.5), dense(4))
    thetas = [net.initial(np.random.default_rng(seed), "float32") for seed in range(3)]
    together = gradients(net, np.stack(thetas), [7, 8, 9])
    for theta, seed, row in zip(thetas, [7, 8, 9], together, strict=True):
        np.testing.assert_array_equal(gradients(net, theta, [seed]), row)


def test_numbers_inside_may_differ_in_a_stack_and_lengths_may_not() -> None:
    both = stack([Residual(layers=(Dropout(rate=rate), dense(4))) for rate in (0.1, 0.2)])
    assert isinstance(both.layers[0], Dropout)
    assert np.ravel(both.layers[0].rate).tolist() == [0.1, 0.2]
    with pytest.raises(StructureError):
        stack([Residual(layers=(dense(4),)), Residual(layers=(dense(4), dense(4)))])


def test_layers_keep_their_memory_from_step_to_step() -> None:
    """Two steps with the same Runs: the second sees nothing of the first."""
    net = network(dense(5), dense(4))
    theta = net.initial(np.random.default_rng(0), "float64")
    runs = net.runs(training=True)
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 6, 3))
    fresh, _ = net.forward(net.views(theta), b, net.runs(training=True))
    net.forward(net.views(theta), a, runs)
    again, _ = net.forward(net.views(theta), b, runs)
    np.testing.assert_array_equal(fresh, again)


@pytest.mark.parametrize("fields", [{"kind": "residual", "layers": []}, {"kind": "reshape", "shape": []}])
def test_nothing_inside_is_a_mistake(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="no "):
        Architecture.model_validate({"layers": [fields]})


def test_a_wrong_layer_inside_is_the_only_error() -> None:
    wrong = {"kind": "residual", "layers": [{"kind": "dense", "unit": 4}]}
    with pytest.raises(ValidationError) as caught:
        Architecture.model_validate({"layers": [wrong]})
    assert {error["type"] for error in caught.value.errors()} == {"missing", "extra_forbidden"}
