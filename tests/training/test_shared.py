"""A step whose rows threads share is the step of one thread, to rounding, whatever the network is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from mlpcli.activation import AnyActivation, Tanh
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
    Polynomial,
    Reshape,
    Residual,
)
from mlpcli.architecture.embedding import Feature
from mlpcli.clip.norm import Norm
from mlpcli.initialization import Normal
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Loss, Mse, Multiple
from mlpcli.loss.multiple import OutputLoss
from mlpcli.optimizer.adam import Adam
from mlpcli.regularization import AnyRegularization
from mlpcli.stacking import stack
from mlpcli.training import fast_moves, moves
from mlpcli.training.crew import Crew
from mlpcli.training.iteration import step_for
from mlpcli.training.step import Step

I, O = 6, 4
BATCHES = (13, 13, 5, 2, 1)
"""Rows of the batches; of the last there are fewer than threads."""


def dense(units: int, activation: Any = None) -> Dense:
    return Dense(units=units, activation=activation or Tanh(), initialization=Normal(deviation=0.5))


def conv(**fields: Any) -> Conv2d:
    return Conv2d(filters=3, kernel=2, padding="same", activation=Tanh(), initialization=Normal(), **fields)


IMAGE = (4, 4, 2)
IMAGES = ("affine", "elastic_distortion", "rotation", "scaling", "shear", "shift")
TABLE = Embedding(features=(Feature(column="a", dimension=2, vocabulary=4, position=1),))
LAYERS: dict[str, tuple[tuple[int, ...], list[Layer]]] = {
    "dense": ((I,), [dense(5), dense(5)]),
    "dropout": ((I,), [Dropout(rate=0.3), dense(5), Dropout()]),
    "layer_norm": ((I,), [dense(5), LayerNorm()]),
    "embedding": ((I,), [TABLE, dense(5)]),
    "elman": ((3, 2), [Elman(units=4, output="last", activation=Tanh(), initialization=Normal())]),
    "conv2d": (IMAGE, [conv(), conv(stride=2), Flatten()]),
    "max_pool": (IMAGE, [conv(), MaxPool(), Flatten()]),
    "average_pool": (IMAGE, [conv(), AveragePool(), Flatten()]),
    "flatten": (IMAGE, [Flatten(), dense(4)]),
    "reshape": ((I,), [dense(32), Reshape(shape=IMAGE), conv(), Flatten()]),
    "residual": ((I,), [dense(5), Residual(layers=(Dropout(), dense(5), Dropout(rate=0.1), LayerNorm()))]),
    "polynomial": ((I,), [Polynomial(degree=2)]),
    "batch_norm": ((I,), [dense(5), BatchNorm(trainable=False)]),
}


def targets(loss: Loss, N: int, outputs: int, random: np.random.Generator) -> np.ndarray:
    if loss.kind == "multiple" or "regression" in loss.tasks:
        return random.normal(size=(N, outputs))
    if "counts" in loss.tasks:
        return random.poisson(2.0, (N, outputs)).astype(float)
    if outputs == 1:
        return random.integers(0, 2, (N, 1)).astype(float)
    return np.eye(outputs)[random.integers(0, outputs, N)]


def stepped(
    layers: Sequence[Layer],
    threads: int,
    loss: Loss | None = None,
    rules: Sequence[Any] = (),
    *,
    shape: tuple[int, ...] = (I,),
    replicas: int = 0,
    weighted: bool = False,
    kernels: str = "numpy",
    optimizer: Any = None,
    outputs: int = O,
) -> list[np.ndarray]:
    """Everything that some steps leave behind: losses, penalties, θ, the slots, the next random number."""
    loss = loss or CrossEntropy()
    network = Network(tuple(layers), shape)
    random = np.random.default_rng(5)
    lead = (replicas,) if replicas else ()
    theta = random.normal(0, 0.5, (*lead, network.size))
    optimizer = optimizer or Adam(learning_rate=0.01)
    slots = {name: np.zeros_like(theta) for name in optimizer.slots}
    noise = [np.random.default_rng(r) for r in range(replicas or 1)]
    left: list[Any] = []
    with Crew(threads) as crew, np.errstate(all="ignore"):
        step = step_for(
            network, loss, optimizer, rules, theta, slots, noise, kernels, crew, shares_rows=threads > 1
        )
        assert isinstance(step, Step)
        for t, N in enumerate(BATCHES, start=1):
            x = np.abs(random.normal(size=(*lead, N, math.prod(shape)))) % 3
            y = np.stack([targets(loss, N, outputs, random) for _ in range(replicas or 1)]).reshape(
                *lead, N, outputs
            )
            w = random.uniform(0.5, 2, (*lead, N)) if weighted else None
            left += [step(x, y, t, 0.01, lambda J: True, w), step.penalty()]
    return [np.asarray(a) for a in (*left, theta, *slots.values(), [g.random() for g in noise])]


def assert_shared(layers: Sequence[Layer], *arguments: Any, **more: Any) -> None:
    alone = stepped(layers, 1, *arguments, **more)
    for threads in (2, 3):
        for a, b in zip(alone, stepped(layers, threads, *arguments, **more), strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-10, atol=1e-12)


@pytest.fixture(params=["moved by one", "moved by all"])
def _movers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "moved by all":
        monkeypatch.setattr(moves, "WORTH_SHARING", 0)
        monkeypatch.setattr(fast_moves, "WORTH_SHARING", 0)


@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("kind", kinds(AnyLayer))
def test_layer(kind: str, replicas: int) -> None:
    shape, layers = LAYERS[kind]
    assert_shared([*layers, dense(O)], shape=shape, replicas=replicas)


@pytest.mark.parametrize("kind", kinds(AnyLayer))
def test_a_layer_says_whether_it_mixes_rows(kind: str) -> None:
    shape, layers = LAYERS[kind]
    if kind == "batch_norm":
        assert not Network(tuple(layers), shape).mixes_rows
        layers = [BatchNorm(), Residual(layers=(BatchNorm(),))]
    network = Network(tuple(layers), shape)
    x = np.abs(np.random.default_rng(1).normal(size=(8, math.prod(shape)))) % 3
    theta = network.initial(np.random.default_rng(0), "float64")
    whole, part = (
        network.forward(network.views(theta), rows, network.runs(training=True, drops=False))[0].copy()
        for rows in (x, x[:3])
    )
    assert network.mixes_rows == (not np.allclose(whole[:3], part)) == (kind == "batch_norm")
    assert Residual(layers=(BatchNorm(),)).mixes_rows


@pytest.mark.parametrize("kind", kinds(AnyActivation))
def test_activation(kind: str) -> None:
    assert_shared([dense(5, kinds(AnyActivation)[kind]()), dense(O)])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", kinds(AnyLoss))
def test_loss(kind: str, weighted: bool) -> None:
    parts = {"a": OutputLoss(loss=Mse(), weight=0.4, width=1)}
    parts["b"] = OutputLoss(loss=BinaryCrossEntropy(), weight=0.6, width=O - 1)
    loss: Any = Multiple(outputs=parts) if kind == "multiple" else kinds(AnyLoss)[kind]()
    outputs = 1 if loss.tasks[0] == "binary" else O
    assert_shared([dense(5), dense(outputs)], loss, weighted=weighted, outputs=outputs)


@pytest.mark.usefixtures("_movers")
@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("kind", kinds(AnyRegularization))
def test_rule(kind: str, replicas: int) -> None:
    cls = kinds(AnyRegularization)[kind]
    if kind == "dropout":  # becomes layers
        pytest.skip("tested as a layer")
    strong = {"strength": 0.1} if "strength" in cls.model_fields else {}
    image = cls.__module__ in {f"mlpcli.regularization.{name}" for name in IMAGES}
    shape = IMAGE if image else (I,)
    layers = [Flatten()] * image + [dense(5), Dropout(), dense(O)]
    assert_shared(layers, CrossEntropy(), [cls(**strong)], shape=shape, replicas=replicas)


@pytest.mark.usefixtures("_movers")
@pytest.mark.parametrize("clip", [None, Norm(limit=0.1)])
@pytest.mark.parametrize("replicas", [0, 3])
def test_what_needs_the_whole_gradient_has_it(clip: Any, replicas: int) -> None:
    assert_shared([dense(5), dense(O)], optimizer=Adam(clip=clip), replicas=replicas)


def test_a_stack_is_what_its_networks_are_alone() -> None:
    rates = [Dropout(rate=0.1 * (r + 1)) for r in range(3)]
    assert_shared([dense(5), stack(rates), dense(O)], replicas=3)


@pytest.mark.usefixtures("_movers")
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("kind", ["mse", "half_squared_error", "binary_cross_entropy", "cross_entropy"])
def test_kernels(kind: str, replicas: int, weighted: bool) -> None:
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    layers = [Dropout(rate=0.2), dense(5), Dropout(), dense(O, kinds(AnyActivation)["identity"]())]
    loss: Any = kinds(AnyLoss)[kind]()
    assert_shared(layers, loss, replicas=replicas, weighted=weighted, kernels="fast")


@pytest.mark.parametrize("kernels", ["numpy", "fast"])
def test_a_loss_that_is_not_accepted_changes_nothing(kernels: str) -> None:
    if kernels == "fast":
        pytest.importorskip("numba", reason="the extra `fast` is not installed")
    network = Network((dense(5), dense(O, kinds(AnyActivation)["identity"]())), (I,))
    theta = np.random.default_rng(0).normal(size=network.size)
    before, slots = theta.copy(), {name: np.zeros_like(theta) for name in Adam.slots}
    x, y = np.ones((9, I)), np.ones((9, O))
    x[-1, 0] = np.inf
    with Crew(2) as crew, np.errstate(all="ignore"):
        step = step_for(network, Mse(), Adam(), (), theta, slots, [], kernels, crew, shares_rows=True)
        J = step(x - x[-1:], y, 1, 0.01, lambda J: bool(np.isfinite(J)))
    assert np.isnan(J)
    assert np.array_equal(theta, before)
    assert not any(slot.any() for slot in slots.values())
