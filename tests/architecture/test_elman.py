"""The recurrent layer: numbers by hand, shapes, hostile inputs, stacks, and something to remember."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.activation import AnyActivation, Identity, Relu, Tanh
from mlpcli.architecture import Dense, Elman, Network
from mlpcli.errors import SpecError
from mlpcli.initialization import GlorotNormal, Normal
from mlpcli.kinds import kinds
from mlpcli.loss import BinaryCrossEntropy
from mlpcli.optimizer import Adam
from mlpcli.training.step import Step


def elman(units: int, **fields: Any) -> Elman:
    return Elman(units=units, initialization=Normal(deviation=0.5), **fields)


def test_the_sequence_by_hand() -> None:
    """Relu, W = 1, U = -2, b = 1, x = 1, 0, 1: h = 2, max(0, 1 - 4) = 0, 2; dz = 1, 0, 1."""
    layer = elman(1, activation=Relu(), output="sequence")
    net = Network((layer,), (3, 1))
    params, grads = net.views(np.array([1.0, -2.0, 1.0]))[0], net.views(np.zeros(3))[0]
    run = net.runs(training=True)[0]
    run.needs_dx = True
    y, backward = layer.forward(params, np.array([[1.0, 0.0, 1.0]]), run)
    assert y.tolist() == [[2, 0, 2]]
    dx = backward(np.ones((1, 3)), grads)
    assert dx.tolist() == [[1, 0, 1]]
    # At step 2 the unit is off: nothing goes back through it, and step 3 came from h_2 = 0.
    assert [grads[name].tolist() for name in "WUb"] == [[[2]], [[0]], [2]]


def test_shapes() -> None:
    assert Network((elman(5),), (7, 3)).shapes == ((5,),)
    net = Network((elman(5, output="sequence"), elman(2)), (7, 3))
    assert net.shapes == ((7, 5), (2,))
    assert [place.parameter.shape for place in net.places] == [(3, 5), (5, 5), (5,), (5, 2), (2, 2), (2,)]
    with pytest.raises(SpecError, match=r"layer 0_elman takes sequences .* found the shape \(4,\)"):
        _ = Network((elman(5),), (4,)).shapes


def test_tanh_whatever_the_spec_says_of_other_layers() -> None:
    layer = Elman(units=2).resolve(Relu(), GlorotNormal())
    assert (layer.activation, layer.initialization) == (Tanh(), GlorotNormal())


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("size", [1e4, -1e4, 1e-30, 0.0])
def test_hostile_inputs(size: float, precision: Any) -> None:
    net = Network((elman(4, output="sequence"), elman(3)), (20, 2))
    theta = net.initial(np.random.default_rng(0), precision)
    gradient = np.zeros_like(theta)
    y, backwards = net.forward(net.views(theta), np.full((6, 40), size, precision), net.runs(training=True))
    net.backward(np.full_like(y, 1e4), backwards, net.views(gradient))
    assert y.dtype == precision
    assert np.isfinite(y).all()
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize("activation", sorted({*kinds(AnyActivation)} - {"prelu", "maxout"}))
def test_a_replica_in_a_stack_is_one_alone(activation: str, output: Any, precision: Any) -> None:
    R, N, rng = 3, 5, np.random.default_rng(1)
    g = kinds(AnyActivation)[activation]()
    net = Network((elman(4, activation=g, output="sequence"), elman(3, activation=g, output=output)), (6, 2))
    theta = rng.normal(0, 0.5, (R, net.size)).astype(precision)
    x = rng.normal(size=(N, 12)).astype(precision)
    runs, own_runs = net.runs(training=True, stacked=True), [net.runs(training=True) for _ in range(R)]
    for _ in range(2):
        gradient = np.zeros_like(theta)
        y, backwards = net.forward(net.views(theta), x, runs)
        dy = rng.normal(size=y.shape).astype(precision)
        net.backward(dy.copy(), backwards, net.views(gradient))
        for r in range(R):
            own_gradient = np.zeros_like(theta[r])
            own_y, own_backwards = net.forward(net.views(theta[r]), x, own_runs[r])
            np.testing.assert_array_equal(y[r], own_y)
            net.backward(dy[r].copy(), own_backwards, net.views(own_gradient))
            np.testing.assert_array_equal(gradient[r], own_gradient)


def test_it_learns_the_parity_of_a_row_of_bits() -> None:
    """Which no sum of the inputs tells: each bit turns the state round."""
    T, rng = 4, np.random.default_rng(2)
    dense = Dense(units=1, activation=Identity(), initialization=GlorotNormal())
    net = Network((Elman(units=8, initialization=GlorotNormal()), dense), (T, 1))
    bits = np.array([[n >> i & 1 for i in range(T)] for n in range(2**T)], dtype="float64")
    y = bits.sum(axis=1, keepdims=True) % 2
    theta, optimizer = net.initial(rng, "float64"), Adam(learning_rate=0.02)
    slots = {name: np.zeros_like(theta) for name in optimizer.slots}
    step = Step(net, BinaryCrossEntropy(), optimizer, (), theta, slots, [rng])
    for t in range(1500):
        step(2 * bits - 1, y, t + 1, 0.02, lambda J: True)
    z, _ = net.forward(net.views(theta), 2 * bits - 1, net.runs(training=False))
    assert ((z > 0) == (y > 0)).all()


@pytest.mark.parametrize("activation", ["prelu", "maxout"])
def test_an_activation_with_weights_of_its_own_is_refused(activation: str) -> None:
    with pytest.raises(ValidationError, match=f"{activation} has weights of its own"):
        Elman(units=3, activation=kinds(AnyActivation)[activation]())
