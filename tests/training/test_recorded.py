"""A step from the tape beside the same step by the formulas: every kind, every bit, alone and in a stack."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.activation import AnyActivation, Tanh
from mlpcli.activation.relu import Relu
from mlpcli.architecture import (
    AnyLayer,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Elman,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    Network,
    Reshape,
    Residual,
)
from mlpcli.architecture.embedding import Feature
from mlpcli.clip import AnyClip
from mlpcli.experiment import Experiment
from mlpcli.initialization import Normal
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Loss, Mse, Multiple
from mlpcli.loss.multiple import OutputLoss
from mlpcli.optimizer import AnyOptimizer, StepRule
from mlpcli.optimizer.adam import Adam
from mlpcli.regularization import AnyRegularization, Constraint, Penalty, Regularization
from mlpcli.training import recorded
from mlpcli.training.loop import Loop
from mlpcli.training.recorded import RecordedStep
from mlpcli.training.session import Session
from mlpcli.training.step import Step

N, I, O, V = 6, 5, 3, 4
STEPS = 8
IMAGE = (4, 4, 2)

BY_FORMULAS = {"embedding"}
"""It looks its numbers up by what stands in others."""


def dense(units: int, activation: Any) -> Dense:
    return Dense(units=units, activation=activation, initialization=Normal(deviation=0.5))


def convolution() -> Conv2d:
    return Conv2d(filters=2, kernel=2, activation=Tanh(), initialization=Normal(deviation=0.5))


def elman(output: str) -> Elman:
    normal = Normal(deviation=0.5)
    return Elman(units=3, output=output, activation=Tanh(), initialization=normal)


def targets(loss: Loss, outputs: int, rng: np.random.Generator, rows: tuple[int, ...]) -> np.ndarray:
    if "counts" in loss.tasks:
        return rng.poisson(2.0, (*rows, outputs)).astype(float)
    if "distribution" in loss.tasks:
        return rng.dirichlet(np.ones(outputs), rows)
    if outputs == 1 and "regression" not in loss.tasks:
        return rng.integers(0, 2, (*rows, 1)).astype(float)
    if "multiclass" in loss.tasks:
        return np.eye(outputs)[rng.integers(0, outputs, rows)]
    return rng.normal(size=(*rows, outputs))


def run(
    kind: Callable[..., Step],
    layers: list[Layer],
    loss: Loss | None = None,
    rule: StepRule | None = None,
    rules: tuple[Regularization, ...] = (),
    *,
    replicas: int = 0,
    shape: tuple[int, ...] = (I,),
    weighted: bool = False,
) -> tuple[list[bytes], Step]:
    """What every step gives and leaves behind, and the step; the batches come in the same memory."""
    loss, rule = loss or CrossEntropy(), rule or Adam(learning_rate=0.05)
    rng = np.random.default_rng(3)
    network = Network(tuple(layers), shape)
    lead = (replicas,) if replicas else ()
    theta = rng.normal(0, 0.5, (*lead, network.size)).astype(np.float32)
    for place in network.places:
        if place.parameter.role == "statistics":
            theta[..., place.start : place.stop] = 1
    slots = {name: np.zeros_like(theta) for name in rule.slots}
    noise = [np.random.default_rng(r) for r in range(max(replicas, 1))]
    step = kind(network, loss, rule, rules, theta, slots, noise)
    outputs = network.shapes[-1][-1]
    x = np.empty((*lead, N, math.prod(shape)), np.float32)
    y = np.empty((*lead, N, outputs), np.float32)
    w = np.empty((*lead, N), np.float32) if weighted else None
    seen = []
    for t in range(1, STEPS + 1):
        x[...] = rng.normal(size=x.shape)
        if isinstance(layers[0], Embedding):
            x[..., 1] = rng.integers(0, V + 1, x.shape[:-1])
        y[...] = targets(loss, outputs, rng, y.shape[:-1])
        if w is not None:
            w[...] = rng.uniform(0.5, 1.5, w.shape)
        with np.errstate(all="ignore"):
            J = step(x, y, t, 0.05 / t, lambda J: True, w)
        state = [theta, *slots.values(), step.gradient]
        seen += [J.tobytes(), *(a.tobytes() for a in state), repr(noise[0].bit_generator.state).encode()]
    return seen, step


def same(layers: list[Layer], *args: Any, from_tape: bool = True, **options: Any) -> None:
    by_formulas, _ = run(Step, layers, *args, **options)
    by_tape, step = run(RecordedStep, layers, *args, **options)
    assert by_tape == by_formulas
    assert isinstance(step, RecordedStep)
    assert [found.compared for found in step.recordings.values()] == [True] * from_tape


@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("kind", kinds(AnyActivation))
def test_activation(kind: str, replicas: int) -> None:
    layers = [dense(4, kinds(AnyActivation)[kind]()), dense(O, Tanh())]
    same(layers, replicas=replicas, from_tape=kind not in BY_FORMULAS)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("kind", kinds(AnyLoss))
def test_loss(kind: str, replicas: int, weighted: bool) -> None:
    parts = {"a": OutputLoss(loss=Mse(), width=1), "b": OutputLoss(loss=BinaryCrossEntropy(), width=2)}
    loss = Multiple(outputs=parts) if kind == "multiple" else kinds(AnyLoss)[kind]()
    outputs = 1 if loss.tasks[0] == "binary" else O
    step = [dense(4, Tanh()), dense(outputs, Tanh())]
    same(step, loss, replicas=replicas, weighted=weighted, from_tape=kind not in BY_FORMULAS)


LAYERS: dict[str, tuple[tuple[int, ...], list[Layer]]] = {
    "dense": ((I,), [dense(4, Relu())]),
    "batch_norm": ((I,), [dense(4, Tanh()), BatchNorm()]),
    "layer_norm": ((I,), [dense(4, Tanh()), LayerNorm()]),
    "embedding": ((I,), [Embedding(features=(Feature(column="a", dimension=2, vocabulary=V, position=1),))]),
    "elman": ((4, 3), [elman("sequence"), elman("last")]),
    "conv2d": (IMAGE, [convolution(), Flatten()]),
    "max_pool": (IMAGE, [convolution(), kinds(AnyLayer)["max_pool"](), Flatten()]),
    "average_pool": (IMAGE, [convolution(), kinds(AnyLayer)["average_pool"](), Flatten()]),
    "flatten": (IMAGE, [Flatten()]),
    "reshape": ((I,), [dense(32, Tanh()), Reshape(shape=IMAGE), Flatten()]),
    "residual": ((I,), [dense(4, Tanh()), Residual(layers=(dense(4, Tanh()), Dropout()))]),
}


@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("kind", kinds(AnyLayer))
def test_layer(kind: str, replicas: int) -> None:
    shape, layers = LAYERS.get(kind) or ((I,), [kinds(AnyLayer)[kind](), dense(4, Tanh())])
    same([*layers, dense(O, Tanh())], replicas=replicas, shape=shape, from_tape=kind not in BY_FORMULAS)


RULES = [name for name, kind in kinds(AnyOptimizer).items() if issubclass(kind, StepRule)]


@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize("clip", [None, *kinds(AnyClip)])
@pytest.mark.parametrize("kind", RULES)
def test_optimizer(kind: str, clip: str | None, replicas: int) -> None:
    bound = None if clip is None else kinds(AnyClip)[clip](limit=0.1)
    same([dense(4, Relu()), dense(O, Tanh())], None, kinds(AnyOptimizer)[kind](clip=bound), replicas=replicas)


@pytest.mark.parametrize("replicas", [0, 3])
@pytest.mark.parametrize(
    "kind", [name for name, cls in kinds(AnyRegularization).items() if issubclass(cls, Penalty | Constraint)]
)
def test_rule(kind: str, replicas: int) -> None:
    rule = kinds(AnyRegularization)[kind]()
    same([Dropout(rate=0.3), dense(4, Relu()), dense(O, Tanh())], None, None, (rule,), replicas=replicas)


def test_a_tape_that_comes_to_something_else_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it would with a formula that remembers something where the tape cannot see it."""
    bits = iter(range(10))
    monkeypatch.setattr(recorded, "_bits", lambda *a: next(bits))
    same([dense(4, Relu()), dense(O, Tanh())], from_tape=False)


def test_large_steps_are_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "SMALL", 50)
    same([dense(4, Relu()), dense(O, Tanh())], from_tape=False)


def test_nothing_changes_where_the_loss_is_not_accepted() -> None:
    """At the recording, at the comparison, and from the tape."""
    for number in range(1, 6):
        results = []
        for kind in (Step, RecordedStep):
            rng = np.random.default_rng(0)
            network = Network((Dropout(rate=0.5), dense(O, Tanh())), (I,))
            theta = rng.normal(size=network.size).astype(np.float32)
            slots = {name: np.zeros_like(theta) for name in Adam().slots}
            step = kind(network, Mse(), Adam(), (), theta, slots, [np.random.default_rng(1)])
            x, y = rng.normal(size=(N, I)).astype("f"), rng.normal(size=(N, O)).astype("f")
            for t in range(1, 8):
                before = theta.copy()
                step(x, y, t, 0.1, lambda J, right=t != number: right)
                assert (t == number) == np.array_equal(before, theta)
            results.append(theta.tobytes())
        assert results[0] == results[1]


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"data": {"source": "iris", "class_weights": "balanced"}},
        {"regularization": [{"kind": "dropout", "rate": 0.2}, {"kind": "l2"}]},
        {"training": {"batch_size": "all", "epochs": 9}},
        {"ensemble": {"kind": "seeds", "members": 3}},
    ],
    ids=lambda sections: ",".join(sections),
)
def test_a_training_plays_its_batches(sections: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every shape of batch that an epoch has; and the training is the same without."""
    spec = {"data": {"source": "iris"}, "training": {"epochs": 4}, **sections}
    loops: list[Loop] = []
    begun = Loop.__init__
    monkeypatch.setattr(Loop, "__init__", lambda self, *a, **k: (loops.append(self), begun(self, *a, **k))[1])
    trained = []
    for small in (recorded.SMALL, 0):
        monkeypatch.setattr(recorded, "SMALL", small)
        session = Session.begin(Experiment.model_validate(spec))
        list(session.fit())
        trained.append([replica.weights.last.tobytes() for replica in session.state.replicas])
    played, plain = (loop.step.recordings for loop in loops)
    shapes = {y.shape for _, y in loops[0].batches.epoch()}
    assert [found.compared for found in played.values()] == [True] * len(shapes)
    assert not plain
    assert trained[0] == trained[1]


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("rate", [3.0, 1e3, 1e8, 1e18, 1e38])
def test_a_divergence_is_told_alike(rate: float, members: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it comes: at a batch that is recorded, compared or played."""
    spec = {
        "data": {"source": "diabetes"},
        "optimizer": {"kind": "sgd", "learning_rate": rate},
        "training": {"epochs": 3},
        "ensemble": {"kind": "seeds", "members": members},
    }
    told = []
    for small in (recorded.SMALL, 0):
        monkeypatch.setattr(recorded, "SMALL", small)
        session = Session.begin(Experiment.model_validate(spec))
        list(session.fit())
        told.append([(r.reason, r.detail, r.weights.last.tobytes()) for r in session.state.replicas])
    assert told[0] == told[1]
    assert {reason for reason, *_ in told[0]} == {"diverged"}
