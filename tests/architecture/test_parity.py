"""The layers beside PyTorch's, forward and backward, and running statistics after several batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.activation import Relu, Tanh
from mlpcli.architecture import BatchNorm, Elman, Embedding, Layer, LayerNorm, Network
from mlpcli.architecture.embedding import Feature
from mlpcli.initialization import Normal

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

N = 9
TOLERANCE = {"float32": 1e-5, "float64": 1e-10}

precisions = pytest.mark.parametrize("precision", ["float32", "float64"])


def near(ours: Any, theirs: Any, precision: str) -> None:
    np.testing.assert_allclose(
        ours, theirs.detach().numpy(), rtol=TOLERANCE[precision], atol=TOLERANCE[precision]
    )


def compared(
    layer: Layer,
    shape: tuple[int, ...],
    theirs: Callable[[Any, dict[str, Any]], Any],
    precision: str,
) -> None:
    """Outputs and all gradients of the layer and of theirs(x, params), which has samples in their shape."""
    rng = np.random.default_rng(3)
    net = Network((layer,), shape)
    theta = rng.normal(0, 0.5, net.size).astype(precision)
    x = (2 + rng.normal(size=(N, *shape))).astype(precision)
    params, grads = net.views(theta)[0], net.views(np.zeros_like(theta))[0]
    their_params = {name: torch.tensor(array, requires_grad=True) for name, array in params.items()}
    their_x = torch.tensor(x, requires_grad=True)
    their_y = theirs(their_x, their_params)
    dy = rng.normal(size=their_y.shape).astype(precision)
    their_y.backward(torch.tensor(dy))

    run = net.runs(training=True)[0]
    run.needs_dx = True
    y, backward = layer.forward(params, x.reshape(N, -1), run)
    assert y.dtype == precision
    near(y.reshape(dy.shape), their_y, precision)
    dx = backward(dy.reshape(N, -1).copy(), grads)
    assert dx.dtype == precision
    near(dx.reshape(x.shape), their_x.grad, precision)
    for name, gradient in grads.items():
        if their_params[name].grad is not None:
            near(gradient, their_params[name].grad, precision)


@precisions
@pytest.mark.parametrize("shape", [(4,), (6, 3), (2, 5, 3)])
def test_batch_norm(shape: tuple[int, ...], precision: str) -> None:
    def theirs(x: Any, p: dict[str, Any]) -> Any:
        channels_second = x.movedim(-1, 1)
        y = torch.nn.functional.batch_norm(
            channels_second, None, None, p["gamma"], p["beta"], training=True, eps=1e-5
        )
        return y.movedim(1, -1)

    compared(BatchNorm(), shape, theirs, precision)


@precisions
@pytest.mark.parametrize("shape", [(4,), (2, 5, 4)])
def test_running_statistics_and_evaluation(shape: tuple[int, ...], precision: str) -> None:
    """Ours keeps 0.8 of the old where theirs takes 0.2 of the new; both correct the variance by m/(m - 1)."""
    rng = np.random.default_rng(4)
    C, layer, net = shape[-1], BatchNorm(momentum=0.8), Network((BatchNorm(),), shape)
    kind = torch.nn.BatchNorm1d if len(shape) == 1 else torch.nn.BatchNorm2d
    theirs = kind(C, momentum=0.2, dtype=getattr(torch, precision))
    theta = net.initial(rng, precision)
    params, grads = net.views(theta)[0], net.views(np.zeros_like(theta))[0]
    training, evaluation = net.runs(training=True)[0], net.runs(training=False)[0]
    for batch in (N, 5, N, 2):
        x = (3 + 2 * rng.normal(size=(batch, *shape))).astype(precision)
        y, backward = layer.forward(params, x.reshape(batch, -1), training)
        backward(np.ones_like(y), grads)
        theirs(torch.tensor(x).movedim(-1, 1))
    near(params["mean"], theirs.running_mean, precision)
    near(params["variance"], theirs.running_var, precision)
    theirs.eval()
    y, _ = layer.forward(params, x.reshape(batch, -1), evaluation)
    near(y.reshape(x.shape), theirs(torch.tensor(x).movedim(-1, 1)).movedim(1, -1), precision)


@precisions
@pytest.mark.parametrize("shape", [(7,), (6, 5)])
def test_layer_norm(shape: tuple[int, ...], precision: str) -> None:
    def theirs(x: Any, p: dict[str, Any]) -> Any:
        return torch.nn.functional.layer_norm(x, shape[-1:], p["gamma"], p["beta"], eps=1e-5)

    compared(LayerNorm(), shape, theirs, precision)


@precisions
@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize("activation", [Tanh(), Relu()], ids=["tanh", "relu"])
def test_elman(activation: Any, output: Any, precision: str) -> None:
    H, F = 4, 3

    def theirs(x: Any, p: dict[str, Any]) -> Any:
        rnn = torch.nn.RNN(F, H, nonlinearity=activation.kind, batch_first=True, dtype=x.dtype)
        ours = {"weight_ih_l0": p["W"].T, "weight_hh_l0": p["U"].T, "bias_ih_l0": p["b"]}
        ours["bias_hh_l0"] = torch.zeros_like(p["b"])
        sequence, last = torch.func.functional_call(rnn, ours, (x,))
        return sequence if output == "sequence" else last[0]

    layer = Elman(units=H, activation=activation, output=output, initialization=Normal())
    compared(layer, (6, F), theirs, precision)


@precisions
def test_embedding(precision: str) -> None:
    """Their row 0, the padding, stays zero; ours has no such row."""
    V, D = 5, 3
    rng = np.random.default_rng(5)
    layer = Embedding(features=(Feature(column="a", dimension=D, vocabulary=V, position=1),))
    net = Network((layer,), (2,))
    theta = rng.normal(size=net.size).astype(precision)
    params, grads = net.views(theta)[0], net.views(np.zeros_like(theta))[0]
    table = torch.tensor(np.vstack([np.zeros((1, D), precision), params["W0"]]))
    theirs = torch.nn.Embedding.from_pretrained(table, freeze=False, padding_idx=0)
    x = np.stack([rng.normal(size=40), rng.integers(0, V + 1, 40)], axis=-1).astype(precision)
    y, backward = layer.forward(params, x, net.runs(training=True)[0])
    their_y = theirs(torch.tensor(x[:, 1].astype(int)))
    near(y[:, 1:], their_y, precision)
    dy = rng.normal(size=y.shape).astype(precision)
    backward(dy, grads)
    their_y.backward(torch.tensor(dy[:, 1:]))
    near(grads["W0"], theirs.weight.grad[1:], precision)
