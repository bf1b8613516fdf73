"""The layers on images: numbers by hand, shapes, stacks, blocks, hostile inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.activation import Identity, Relu, Tanh
from mlpcli.architecture import AveragePool, Conv2d, Dense, Flatten, Layer, MaxPool, Network, Reshape
from mlpcli.architecture import windows as module
from mlpcli.errors import SpecError
from mlpcli.initialization import HeNormal, Normal
from mlpcli.run import Run
from mlpcli.stacking import StructureError, stack, structure


def conv(**fields: Any) -> Conv2d:
    return Conv2d(**{"filters": 3, "activation": Tanh(), "initialization": Normal(deviation=0.5), **fields})


LAYERS: list[Layer] = [
    conv(),
    conv(padding="same", stride=2),
    conv(kernel=(1, 3), dilation=(1, 2), padding=(0, 2)),
    MaxPool(),
    MaxPool(size=3, stride=2),
    AveragePool(),
    AveragePool(size=(2, 3), stride=1),
]
of_every_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: f"{layer.kind}")


def passes(layer: Layer, params: dict[str, Any], x: Any, dy: Any, stacked: bool = False) -> list[Any]:
    """Output, dx and gradients, in memory of their own."""
    run = Run(training=True, stacked=stacked, shape=(7, 8, 2))
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    y, backward = layer.forward(params, x, run)
    return [y.copy(), backward(dy.copy(), grads).copy(), *grads.values()]


def example(layer: Layer, replicas: int, N: int = 6, dtype: str = "float32") -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(5)
    out = int(np.prod(layer.output_shape((7, 8, 2))))
    params = {
        p.name: rng.normal(size=(replicas, *p.shape)).astype(dtype) for p in layer.parameters((7, 8, 2))
    }
    return params, *(rng.normal(size=(replicas, N, U)).astype(dtype) for U in (112, out))


def test_a_convolution_by_hand_with_padding_and_two_channels() -> None:
    """x: 2×2 pixels of two channels; a 3×3 window with zeros around, in the middle of which W is (1, 10).

    So z = x₁ + 10 x₂ + b at each pixel, and the top left place sees below it (W = 100 for channel 1).
    """
    layer = Conv2d(filters=1, padding="same", activation=Identity())
    W = np.zeros((3, 3, 2, 1))
    W[1, 1, :, 0] = 1, 10
    W[2, 1, 0, 0] = 100
    x = np.array([[1.0, 2, 3, 4, 5, 6, 7, 8]])  # (1, 2) (3, 4) / (5, 6) (7, 8)
    y, backward = layer.forward({"W": W.reshape(18, 1), "b": np.array([0.5])}, x, Run(shape=(2, 2, 2)))
    assert y.tolist() == [[21.5 + 500, 43.5 + 700, 65.5, 87.5]]
    grads = {"W": np.zeros((18, 1)), "b": np.zeros(1)}
    dx = backward(np.array([[1.0, 0.0, 0.0, 1.0]]), grads)
    assert dx.tolist() == [[1, 10, 0, 0, 100, 0, 1, 10]]
    dW = grads["W"].reshape(3, 3, 2)
    assert grads["b"] == 2
    assert dW[1, 1].tolist() == [1 + 7, 2 + 8]  # the middle of the windows that count
    assert dW[2, 2].tolist() == [7, 8]  # seen down right by the first
    assert dW[0, 0].tolist() == [1, 2]  # seen up left by the last


@of_every_layer
def test_a_replica_in_a_stack_is_what_it_is_alone(layer: Layer) -> None:
    params, x, dy = example(layer, 3)
    together = passes(layer, params, x, dy, stacked=True)
    for r in range(3):
        alone = passes(layer, {name: p[r] for name, p in params.items()}, x[r], dy[r])
        for a, b in zip(alone, together, strict=True):
            np.testing.assert_array_equal(a, b[r])
            assert a.dtype == np.float32


@of_every_layer
def test_the_size_of_the_blocks_does_not_matter(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    params, x, dy = example(layer, 2, dtype="float64")
    whole = passes(layer, params, x, dy, stacked=True)
    for block in (1, 400, 2000):
        monkeypatch.setattr(module, "BLOCK", block)
        for a, b in zip(passes(layer, params, x, dy, stacked=True), whole, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@of_every_layer
@pytest.mark.parametrize("size", [0.0, 1e4, -1e4])
def test_large_inputs_give_finite_numbers(layer: Layer, size: float) -> None:
    params, x, dy = example(layer, 1)
    found = passes(layer, params, np.full_like(x, size), dy, stacked=True)
    assert all(np.isfinite(array).all() for array in found)


@pytest.mark.parametrize(
    ("fields", "shape"),
    [
        ({}, (26, 26, 3)),
        ({"padding": "same"}, (28, 28, 3)),
        ({"padding": "same", "stride": 3}, (10, 10, 3)),
        ({"kernel": (5, 4), "stride": (2, 1), "padding": (2, 0)}, (14, 25, 3)),
        ({"dilation": 2}, (24, 24, 3)),
    ],
)
def test_shapes_and_parameters_of_convolutions(fields: dict[str, Any], shape: Any) -> None:
    """floor((28 + zeros - span) / stride) + 1, and ceil(28 / 3) = 10 with "same"."""
    assert conv(**fields).output_shape((28, 28, 1)) == shape


def test_an_odd_zero_stands_behind() -> None:
    """Kernel 4 on 5 pixels at stride 1 needs 3 zeros: 1 before, 2 behind (as Keras and PyTorch do)."""
    found = conv(kernel=4, padding="same").windows((5, 5, 1))
    assert (found.before, found.after) == ((1, 1), (2, 2))


@pytest.mark.parametrize(("size", "dx"), [(2, [0, 2, 0, 0, 0, 0, 0, 0, 0]), (1, [1] * 4 + [0] * 5)])
def test_the_first_of_equal_pixels_gets_the_gradient(size: int, dx: list[float]) -> None:
    """Rows 0 1 1, 1 1 1, 1 1 1 in windows of 2×2, 1 apart: the two upper ones both choose (0, 1)."""
    x = np.array([[0.0, 1, 1, 1, 1, 1, 1, 1, 1]])
    y, backward = MaxPool(size=size, stride=1).forward({}, x, Run(shape=(3, 3, 1)))
    dy = np.zeros_like(y)
    dy[0, : 2 if size == 2 else 4] = 1
    assert backward(dy, {}).tolist() == [dx]


def test_fans_count_the_pixels_of_a_window() -> None:
    W, b = conv(kernel=(3, 5)).parameters((9, 9, 2))
    assert (W.shape, W.fan_in, W.fan_out, b.shape) == ((30, 3), 30, 45, (3,))
    assert [p.name for p in conv(bias=False).parameters((9, 9, 2))] == ["W"]


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([conv()], r"0_conv2d takes images \(H, W, C\), found the shape \(48,\); put a reshape before it"),
        (
            [Reshape(shape=(7, 7))],
            r"0_reshape makes the shape \(7, 7\), 49 numbers, of \(48,\), which has 48",
        ),
        ([Reshape(shape=(4, 4, 3)), MaxPool(size=5)], r"1_max_pool has windows of 5×5 pixels, too large"),
        (
            [Reshape(shape=(4, 4, 3)), conv(kernel=3, dilation=2)],
            "1_conv2d has windows of 3×3 pixels 2×2 apart",
        ),
        (
            [Reshape(shape=(4, 4, 3)), Dense(units=2)],
            r"1_dense takes features, found the shape \(4, 4, 3\); put a flatten",
        ),
    ],
)
def test_a_shape_that_does_not_fit_is_told_with_the_layer(layers: list[Layer], said: str) -> None:
    with pytest.raises(SpecError, match=f"architecture: layer {said}"):
        _ = Network(tuple(layers), (48,)).shapes


@pytest.mark.parametrize(
    "fields", [{"kernel": 0}, {"stride": (1, 2, 3)}, {"padding": "full"}, {"filters": 0}]
)
def test_fields_have_bounds(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        conv(**fields)


def test_what_shapes_arrays_cannot_differ_in_a_stack() -> None:
    pairs: list[tuple[Layer, Layer]] = [
        (conv(kernel=2), conv(kernel=3)),
        (conv(padding=(0, 1)), conv(padding=(0, 2))),
        (MaxPool(), MaxPool(size=3)),
        (Reshape(shape=(2, 3)), Reshape(shape=(3, 2))),
    ]
    for one, other in pairs:
        assert structure(one) != structure(other)
        with pytest.raises(StructureError):
            stack([one, other])


def test_nothing_is_computed_or_copied_by_flatten_and_reshape() -> None:
    x = np.ones((2, 12))
    for layer in (Flatten(), Reshape(shape=(2, 2, 3))):
        y, backward = layer.forward({}, x, Run(shape=(12,)))
        assert y is x
        assert backward(x, {}) is x


def test_float32_stays_float32_from_end_to_end() -> None:
    small = {"activation": Relu(), "initialization": HeNormal()}
    layers = (conv(**small, padding="same"), AveragePool(), MaxPool(), Flatten(), Dense(units=2, **small))
    net = Network(layers, (8, 8, 1))
    theta = net.initial(np.random.default_rng(0), "float32")
    y, _ = net.forward(net.views(theta), np.ones((3, 64), "float32"), net.runs(training=True))
    assert y.dtype == np.float32
