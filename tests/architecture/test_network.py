"""The network over its flat vector: places, names, views, and what its sections of the spec become."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.activation import Identity, Relu, Tanh
from mlpcli.architecture import Architecture, Dense, Dropout, Network
from mlpcli.errors import SpecError
from mlpcli.initialization import Given, GlorotNormal, HeNormal, Normal
from mlpcli.regularization import L2
from mlpcli.regularization import Dropout as DropoutEverywhere


def network(*units: int, inputs: int = 64) -> Network:
    layers = tuple(Dense(units=u, activation=Relu(), initialization=HeNormal()) for u in units)
    return Network(layers, (inputs,))


def test_the_digits_network_has_4810_parameters_in_four_arrays() -> None:
    net = network(64, 10)
    assert net.size == 64 * 64 + 64 + 64 * 10 + 10 == 4810
    assert list(net.named(np.zeros(net.size))) == ["0_dense/W", "0_dense/b", "1_dense/W", "1_dense/b"]
    assert net.shapes == ((64,), (10,))


@pytest.mark.parametrize("lead", [(), (3,)])
def test_views_are_the_vector_itself(lead: tuple[int, ...]) -> None:
    net = network(5, 2, inputs=4)
    theta = np.zeros((*lead, net.size))
    for i, view in enumerate(net.named(theta).values()):
        view += i + 1
    assert (theta != 0).all()
    assert net.named(theta)["1_dense/W"].shape == (*lead, 5, 2)
    assert theta[..., -1].tolist() == np.full(lead, 4.0).tolist()


def test_forward_by_hand() -> None:
    """Laurent's XOR by two ReLU units: h = relu(x W + c), y = h w, J = 0 on all four points."""
    hidden = Dense(
        units=2,
        activation=Relu(),
        initialization=Given(values=((1.0, 1.0), (1.0, 1.0))),
        bias_initialization=Given(values=(0.0, -1.0)),
    )
    output = Dense(units=1, activation=Identity(), initialization=Given(values=((1.0,), (-2.0,))))
    net = Network((hidden, output), (2,))
    theta = net.initial(np.random.default_rng(0), "float64")
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    y, _ = net.forward(net.views(theta), x, net.runs(training=False))
    assert y[:, 0].tolist() == [0, 1, 1, 0]


def test_penalties_cover_weights_and_not_biases_unless_told() -> None:
    net = network(3, 2, inputs=4)
    covered = {
        on: sum(s.stop - s.start for s in net.penalised(L2(on=on))) for on in ("weights", "biases", "all")
    }
    assert covered == {"weights": 4 * 3 + 3 * 2, "biases": 5, "all": net.size}


def test_no_gradient_is_computed_below_the_first_layer_that_learns() -> None:
    net = Network((Dropout(rate=0.5), *network(3, 2, inputs=4).layers), (4,))
    assert [run.needs_dx for run in net.runs(training=True)] == [False, False, True]


def test_the_short_form_is_dense_layers_and_one_as_wide_as_the_target() -> None:
    layers = Architecture(hidden=(5, 4)).all_layers(3, Tanh(), None, ())
    assert [(layer.units, layer.activation.kind) for layer in layers] == [
        (5, "tanh"),
        (4, "tanh"),
        (3, "identity"),
    ]
    assert all(layer.initialization == GlorotNormal() for layer in layers)


def test_weights_before_relu_start_as_he_unless_the_spec_says_otherwise() -> None:
    layers = Architecture(hidden=(5,)).all_layers(3, Relu(), None, ())
    assert [layer.initialization.kind for layer in layers] == ["he_normal", "glorot_normal"]
    layers = Architecture(hidden=(5,)).all_layers(3, Relu(), Normal(), ())
    assert [layer.initialization.kind for layer in layers] == ["normal", "normal"]


def test_dropout_on_the_whole_network_stands_behind_every_hidden_layer_and_on_the_inputs() -> None:
    rule = DropoutEverywhere(rate=0.5, input_rate=0.2)
    layers = Architecture(hidden=(5, 4)).all_layers(3, Relu(), None, (rule,))
    assert [layer.kind for layer in layers] == ["dropout", "dense", "dropout", "dense", "dropout", "dense"]
    assert [layer.rate for layer in layers if layer.kind == "dropout"] == [0.2, 0.5, 0.5]


def test_resolving_twice_is_resolving_once() -> None:
    spec = Architecture(layers=(Dense(units=4), Dropout(), Dense(units=2, activation=Tanh())))
    once = spec.resolve(Relu(), None)
    assert once.resolve(Relu(), HeNormal()) == once
    assert once.layers[2].initialization == GlorotNormal()
    assert Architecture.model_validate(once.model_dump()) == once


def test_hidden_and_layers_exclude_each_other_and_have_a_default() -> None:
    assert Architecture().hidden == (64,)
    assert Architecture.model_validate({"hidden": []}).hidden == ()
    with pytest.raises(ValidationError, match="either"):
        Architecture.model_validate({"hidden": [3], "layers": [{"kind": "dense", "units": 3}]})


def test_a_layer_that_is_kept_is_no_stretch_that_learns() -> None:
    frozen, free = network(5, 2, inputs=4).layers
    net = Network((frozen.model_copy(update={"trainable": False}), free), (4,))
    assert net.learned == (slice(25, 37),)
    assert net.first == 1
    assert list(net.penalised(L2())) == [slice(25, 35)]
    assert network(5, 2, inputs=4).learned == (slice(0, 37),)


def test_a_shape_that_does_not_fit_names_the_layer_and_the_shape() -> None:
    net = Network(network(5).layers, (8, 8, 1))
    with pytest.raises(SpecError, match=r"layer 0_dense takes features, found the shape \(8, 8, 1\)"):
        _ = net.shapes
