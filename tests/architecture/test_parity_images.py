"""The layers on images beside PyTorch's: outputs and gradients, in both precisions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpcli.activation import Identity
from mlpcli.architecture import AveragePool, Conv2d, Layer, MaxPool
from mlpcli.run import Run

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

N, C, F = 5, 3, 4
TOLERANCES = {"float32": 1e-5, "float64": 1e-10}

CONVOLUTIONS = [
    {"kernel": 3},
    {"kernel": 1},
    {"kernel": [3, 2], "stride": [2, 1]},
    {"kernel": 5, "padding": 2},
    {"kernel": 4, "stride": 3, "padding": [1, 2]},
    {"kernel": 3, "padding": "same"},
    {"kernel": 4, "padding": "same"},
    {"kernel": [2, 3], "padding": "same", "dilation": [3, 2]},
    {"kernel": 3, "dilation": 2, "stride": 2, "padding": 1},
    {"kernel": 2, "stride": 3},
    {"kernel": 3, "bias": False},
]
POOLS = [{"size": 2}, {"size": 3}, {"size": [3, 2], "stride": [1, 2]}, {"size": 2, "stride": 3}, {"size": 1}]

of_images = pytest.mark.parametrize("image", [(9, 12), (10, 7)], ids=str)
in_both_precisions = pytest.mark.parametrize("precision", TOLERANCES)


def first(images: Any) -> Any:
    """(N, H, W, C) -> (N, C, H, W), where PyTorch has the channels."""
    return torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))


def last(images: Any) -> Any:
    return images.detach().numpy().transpose(0, 2, 3, 1).reshape(len(images), -1)


def run_both(
    layer: Layer, theirs: Any, params: dict[str, Any], image: tuple[int, int], precision: str
) -> dict[str, Any]:
    """Output and gradients of Σ y ⊙ dy at random x and dy: by name, (ours, theirs)."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(N, *image, C)).astype(precision)
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    y, backward = layer.forward(params, x.reshape(N, -1), Run(training=True, shape=(*image, C)))
    dy = rng.normal(size=y.shape).astype(precision)
    their_x = first(x).requires_grad_()
    their_y = theirs(their_x)
    OH, OW, channels = layer.output_shape((*image, C))
    assert tuple(their_y.shape) == (N, channels, OH, OW)
    their_y.backward(first(dy.reshape(N, OH, OW, channels)))
    pairs = {"y": (y.copy(), last(their_y)), "dx": (backward(dy.copy(), grads), last(their_x.grad))}
    assert pairs["y"][0].dtype == pairs["dx"][0].dtype == precision
    if params:
        pairs["dW"] = grads["W"], theirs.weight.grad.numpy().transpose(2, 3, 1, 0).reshape(-1, F)
    if "b" in params:
        pairs["db"] = grads["b"], theirs.bias.grad.numpy()
    return pairs


def assert_equal(pairs: dict[str, Any], precision: str) -> None:
    for name, (ours, expected) in pairs.items():
        np.testing.assert_allclose(
            ours, expected, rtol=0, atol=TOLERANCES[precision] * max(1, np.abs(expected).max()), err_msg=name
        )


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
@in_both_precisions
@of_images
@pytest.mark.parametrize("fields", CONVOLUTIONS, ids=str)
def test_conv2d(fields: dict[str, Any], image: tuple[int, int], precision: str) -> None:
    layer = Conv2d.model_validate({"filters": F, "activation": "identity", **fields})
    assert isinstance(layer.activation, Identity)
    names = {"kernel": "kernel_size"}
    given = {
        names.get(name, name): tuple(v) if isinstance(v, list) else v
        for name, v in {"bias": True, **fields}.items()
    }
    dtype = getattr(torch, precision)
    theirs = torch.nn.Conv2d(C, F, dtype=dtype, **given)
    params = {"W": theirs.weight.detach().numpy().transpose(2, 3, 1, 0).reshape(-1, F).copy()}
    if layer.bias:
        params["b"] = theirs.bias.detach().numpy().copy()
    assert_equal(run_both(layer, theirs, params, image, precision), precision)


@in_both_precisions
@of_images
@pytest.mark.parametrize("fields", POOLS, ids=str)
@pytest.mark.parametrize("kind", ["max", "average"])
def test_pool(kind: str, fields: dict[str, Any], image: tuple[int, int], precision: str) -> None:
    layer = (MaxPool if kind == "max" else AveragePool).model_validate(fields)
    size, stride = (fields.get(name) for name in ("size", "stride"))
    pool = torch.nn.MaxPool2d if kind == "max" else torch.nn.AvgPool2d
    assert_equal(run_both(layer, pool(size, stride), {}, image, precision), precision)


def test_the_first_of_equal_pixels_gets_the_gradient() -> None:
    x = np.random.default_rng(0).integers(0, 3, (N, 8, 8, C)).astype("float64")
    layer, theirs = MaxPool(size=3, stride=2), torch.nn.MaxPool2d(3, 2)
    y, backward = layer.forward({}, x.reshape(N, -1), Run(shape=(8, 8, C)))
    their_x = first(x).requires_grad_()
    theirs(their_x).sum().backward()
    np.testing.assert_array_equal(backward(np.ones_like(y), {}), last(their_x.grad))
