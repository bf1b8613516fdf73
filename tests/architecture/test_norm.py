"""Batch and layer normalization: numbers by hand, running statistics, hostile inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpcli.activation import Tanh
from mlpcli.architecture import BatchNorm, Dense, Layer, LayerNorm, Network
from mlpcli.gradient_check import check, objective
from mlpcli.initialization import Normal
from mlpcli.loss import Mse
from mlpcli.regularization import L2
from mlpcli.stacking import stack


class Alone:
    """A layer with its arrays, as it starts."""

    def __init__(self, layer: Layer, shape: tuple[int, ...], precision: Any = "float64"):
        self.layer, self.net = layer, Network((layer,), shape)
        self.theta = self.net.initial(np.random.default_rng(0), precision)
        self.params = self.net.views(self.theta)[0]
        self.grads = self.net.views(np.zeros_like(self.theta))[0]
        self.runs = {training: self.net.runs(training=training)[0] for training in (True, False)}
        self.runs[True].needs_dx = True

    def step(self, x: Any, dy: Any = None) -> tuple[np.ndarray, np.ndarray]:
        """(y, dx) of one update's passes."""
        y, backward = self.layer.forward(self.params, np.asarray(x, self.theta.dtype), self.runs[True])
        return y.copy(), backward(np.ones_like(y) if dy is None else np.array(dy, y.dtype), self.grads)

    def evaluate(self, x: Any) -> np.ndarray:
        return self.layer.forward(self.params, np.asarray(x, self.theta.dtype), self.runs[False])[0].copy()


def test_batch_norm_by_hand() -> None:
    # x = 0, 2, 4: μ = 2, σ² = 8/3, and ε = 1/3 makes the root √3.
    one = Alone(BatchNorm(momentum=0.5, epsilon=1 / 3), (1,))
    y, dx = one.step([[0.0], [2.0], [4.0]], [[1.0], [0.0], [0.0]])
    np.testing.assert_allclose(y[:, 0], [-2 / 3**0.5, 0, 2 / 3**0.5], rtol=1e-14)
    # dβ = 1, dγ = -2/√3; dx = (dy - 1/3 + x̂ 2/(3√3)) / √3, with x̂ 2/(3√3) = -4/9, 0, 4/9.
    np.testing.assert_allclose(one.grads["gamma"], [-2 / 3**0.5], rtol=1e-14)
    np.testing.assert_allclose(dx[:, 0] * 3**0.5, [2 / 9, -1 / 3, 1 / 9], rtol=1e-14)
    assert one.params["mean"].tolist() == [1.0]  # (0 + 2) / 2
    assert one.params["variance"].tolist() == [2.5]  # (1 + 8/3 · 3/2) / 2
    np.testing.assert_allclose(one.evaluate([[1.0], [2.0]]), [[0], [1 / (2.5 + 1 / 3) ** 0.5]])


def test_layer_norm_by_hand() -> None:
    one = Alone(LayerNorm(epsilon=1 / 3), (3,))
    y, dx = one.step([[0.0, 2.0, 4.0]], [[1.0, 0.0, 0.0]])
    np.testing.assert_allclose(y, [[-2 / 3**0.5, 0, 2 / 3**0.5]], rtol=1e-14)
    np.testing.assert_allclose(dx * 3**0.5, [[2 / 9, -1 / 3, 1 / 9]], rtol=1e-14)  # as above, turned round
    np.testing.assert_array_equal(one.evaluate([[0.0, 2.0, 4.0]]), y)


def test_images_are_normalized_channel_by_channel() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(5, 3, (6, 4, 4, 2))
    y = Alone(BatchNorm(), (4, 4, 2)).step(x.reshape(6, -1))[0].reshape(x.shape)
    np.testing.assert_allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(axis=(0, 1, 2)), 1, rtol=1e-5)
    z = Alone(LayerNorm(), (4, 4, 2)).step(x.reshape(6, -1))[0].reshape(x.shape)
    np.testing.assert_allclose(z.mean(axis=-1), 0, atol=1e-14)


def test_statistics_go_to_those_of_the_data() -> None:
    rng = np.random.default_rng(2)
    one = Alone(BatchNorm(momentum=0.998), (2,))
    for _ in range(4000):
        one.step(rng.normal([3, -1], [2, 0.5], (8, 2)))
    np.testing.assert_allclose(one.params["mean"], [3, -1], atol=0.1)
    np.testing.assert_allclose(one.params["variance"], [4, 0.25], rtol=0.06)  # uncorrected: 3.5 and 0.22


def test_a_batch_that_is_given_up_leaves_no_trace() -> None:
    one = Alone(BatchNorm(), (2,))
    before = one.theta.copy()
    one.layer.forward(one.params, np.full((3, 2), np.nan), one.runs[True])
    np.testing.assert_array_equal(one.theta, before)


def test_a_single_row_and_a_constant_batch() -> None:
    one = Alone(BatchNorm(momentum=0.5), (2,), "float32")
    y, dx = one.step([[3.0, -7.0]])
    assert y.tolist() == [[0, 0]]
    assert dx.tolist() == [[0, 0]]
    assert one.params["mean"].tolist() == [1.5, -3.5]
    assert one.params["variance"].tolist() == [1, 1]  # one row tells nothing of it
    y, dx = one.step(np.full((5, 2), 4.0))
    assert y.tolist() == [[0, 0]] * 5
    assert np.isfinite(dx).all()
    assert one.params["variance"].tolist() == [0.5, 0.5]
    assert np.isfinite(one.evaluate([[1e4, -1e4]])).all()


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("layer", [BatchNorm(), LayerNorm()], ids=lambda layer: layer.kind)
@pytest.mark.parametrize(
    "x", [[[1e4, -1e4], [-1e4, 1e4]], [[1e-30, 0.0], [0.0, 0.0]], [[1e15, 1e15], [0, 1]]]
)
def test_hostile_inputs(layer: Layer, x: Any, precision: Any) -> None:
    one = Alone(layer, (2,), precision)
    y, dx = one.step(x, [[1e4, -1e4], [-1e4, 1e4]])
    for numbers in (y, dx, one.theta, *one.grads.values(), one.evaluate(x)):
        assert np.isfinite(numbers).all()
        assert numbers.dtype == precision


def test_penalties_leave_scale_and_shift_alone_unless_told() -> None:
    net = Network((BatchNorm(), LayerNorm()), (3,))
    assert not list(net.penalised(L2()))
    assert list(net.penalised(L2(on="all"))) == [slice(0, 3), slice(3, 6), slice(12, 15), slice(15, 18)]
    assert net.learned == (slice(0, 6), slice(12, 18))


def test_a_kept_layer_computes_as_in_evaluation_and_passes_the_right_gradient() -> None:
    rng = np.random.default_rng(3)
    dense = [Dense(units=3, activation=Tanh(), initialization=Normal(deviation=1.0)) for _ in range(2)]
    net = Network((dense[0], BatchNorm(trainable=False), dense[1]), (4,))
    theta, x = rng.normal(size=net.size), rng.normal(size=(7, 4))
    net.views(theta)[1]["variance"][...] = [0.5, 1.0, 2.0]
    before = theta.copy()
    params = net.views(theta)
    outputs = [net.forward(params, x, net.runs(training=training))[0] for training in (True, False)]
    np.testing.assert_array_equal(*outputs)
    errors = check(objective(net, Mse(), (), x, rng.normal(size=(7, 3))), net, theta)
    assert len(errors) == 4
    assert max(error.relative_error for error in errors) < 1e-7
    np.testing.assert_array_equal(theta, before)


def test_the_gradient_check_leaves_the_statistics_alone() -> None:
    rng = np.random.default_rng(4)
    net = Network((BatchNorm(),), (2,))
    theta = net.initial(rng, "float64")
    before = theta.copy()
    objective(net, Mse(), (), rng.normal(5, 1, (6, 2)), np.zeros((6, 2)))(theta)
    np.testing.assert_array_equal(theta, before)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(3,), (4, 3), (4, 1)])
@pytest.mark.parametrize("shared", [True, False], ids=["shared", "own"])
def test_a_replica_in_a_stack_is_one_alone(shape: tuple[int, ...], precision: str, shared: bool) -> None:
    rng, R, N = np.random.default_rng(5), 3, 11
    for layers in (
        [BatchNorm(momentum=0.5 + 0.17 * r, epsilon=10.0 ** (-r - 1)) for r in range(R)],
        [LayerNorm(epsilon=10.0 ** (-r - 1)) for r in range(R)],
    ):
        together = stack(layers)
        net = Network((together,), shape)
        theta = rng.normal(1, 0.1, (R, net.size)).astype(precision)
        alone = theta.copy()
        lead = () if shared else (R,)
        run = net.runs(training=True, stacked=True)[0]
        run.needs_dx = not shared
        own_runs = [net.runs(training=True)[0] for _ in range(R)]
        for own in own_runs:
            own.needs_dx = not shared
        for _ in range(3):
            x = rng.normal(2, 3, (*lead, N, int(np.prod(shape)))).astype(precision)
            dy = rng.normal(size=(R, N, x.shape[-1])).astype(precision)
            gradient = np.zeros_like(theta)
            y, backward = together.forward(net.views(theta)[0], x, run)
            dx = backward(dy.copy(), net.views(gradient)[0])
            for r in range(R):
                own_gradient = np.zeros_like(alone[r])
                own_x = x if shared else x[r]
                own_y, own_backward = layers[r].forward(net.views(alone[r])[0], own_x, own_runs[r])
                own_dx = own_backward(dy[r].copy(), net.views(own_gradient)[0])
                np.testing.assert_array_equal(y[r], own_y)
                np.testing.assert_array_equal(dx[r], own_dx)
                np.testing.assert_array_equal(gradient[r], own_gradient)
                np.testing.assert_array_equal(theta[r], alone[r])
