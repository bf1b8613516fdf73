"""Rosenblatt's rule in training: finitely many passes where a plane separates, else the limit of epochs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.optimizer import Perceptron
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.fit import fit
from mlpcli.training.session import Session
from mlpcli.training.state import State, start

RNG = np.random.default_rng(4)
X = RNG.normal(size=(60, 3))
Y = (X @ [1.0, -2.0, 0.5] + 0.3 > 0).astype(float)[:, None]
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


class Rows:
    weights = None

    def __init__(self, x: np.ndarray, y: np.ndarray):
        self.x, self.y = x, y


def experiment(epochs: int = 500, **sections: Any) -> Experiment:
    spec = {
        "data": {"source": "iris"},
        "architecture": {"hidden": []},
        "optimizer": "perceptron",
        "training": {"epochs": epochs, "precision": "float64"},
        **sections,
    }
    asked = Experiment.model_validate(spec)
    return asked.resolve(asked.data, "binary", rows=60, has_validation=False)


def train(x: np.ndarray, y: np.ndarray, *experiments: Experiment) -> State:
    state = start(experiments, x.shape[1:], 1, has_validation=False)
    list(fit(state, Rows(x, y), Rows(x[:0], y[:0])))
    return state


def by_the_book(x: np.ndarray, y: np.ndarray, theta: np.ndarray, seed: int) -> tuple[np.ndarray, int]:
    """The algorithm as Desassis writes it, in the order that the training draws; passes needed."""
    order = np.random.default_rng(np.random.SeedSequence(seed).spawn(3)[1])
    extended, theta = np.hstack([x, np.ones((len(x), 1))]), theta.copy()
    for epoch in range(1, 1000):
        mistakes = 0
        for i in order.permutation(len(x)):
            s = 2 * y[i, 0] - 1
            if s * (extended[i] @ theta) <= 0:
                theta += s * extended[i]
                mistakes += 1
        if not mistakes:
            return theta, epoch
    raise AssertionError("not separated")


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_separable_data_take_the_passes_of_the_algorithm(seed: int) -> None:
    e = experiment(seed=seed)
    begun = start([e], (3,), 1, has_validation=False).theta
    replica = train(X, Y, e).replicas[0]
    expected, passes = by_the_book(X, Y, begun, seed)
    assert passes > 2
    assert (replica.reason, len(replica.history)) == ("separated", passes)
    assert replica.weights is not None
    np.testing.assert_allclose(replica.weights.last, expected, rtol=1e-12, atol=1e-12)
    assert ((X @ replica.weights.last[:3] + replica.weights.last[3] > 0)[:, None] == Y).all()


def test_xor_goes_to_the_limit_and_says_so() -> None:
    replica = train(XOR, XOR_Y, experiment(epochs=50)).replicas[0]
    assert (replica.reason, len(replica.history)) == ("epochs", 50)
    assert replica.detail == Perceptron.unfinished


def test_in_a_stack_each_stops_on_its_own_pass() -> None:
    experiments = [
        experiment(seed=r, optimizer={"kind": "perceptron", "learning_rate": 0.5 + r}) for r in range(4)
    ]
    together = train(X, Y, *experiments)
    ends = set()
    for r, e in enumerate(experiments):
        mine, own = together.replicas[r], train(X, Y, e).replicas[0]
        assert mine.weights is not None
        assert own.weights is not None
        np.testing.assert_array_equal(mine.weights.last, own.weights.last)
        assert (mine.reason, len(mine.history)) == (own.reason, len(own.history))
        ends.add(len(mine.history))
    assert len(ends) > 1


def test_broken_off_inside_a_pass_it_ends_as_without(tmp_path: Path, after: Callable[..., Any]) -> None:
    path = tmp_path / "points.csv"
    table = np.hstack([X, Y])
    path.write_text("a,b,c,label\n" + "\n".join(",".join(map(str, row)) for row in table))
    spec = {"data": {"source": str(path), "target": "label"}, "architecture": {"hidden": []}}
    asked = Experiment.model_validate(spec | {"optimizer": "perceptron", "training": {"epochs": 500}})
    whole, broken = Session.begin(asked), Session.begin(asked)
    list(whole.fit())
    assert whole.replica.reason == "separated"
    rows, passes = len(whole.prepared.train), len(whole.replica.history)
    list(broken.fit(interrupt=after((passes - 1) * rows + rows // 2)))  # in the pass without mistakes
    assert broken.state.batch
    save(broken, tmp_path / "checkpoint.h5")
    again = open_checkpoint(tmp_path).session()
    list(again.fit())
    assert (again.replica.reason, len(again.replica.history)) == ("separated", passes)
    save(again, tmp_path / "checkpoint.h5")
    assert not list(open_checkpoint(tmp_path).session().fit())  # nothing is left to train


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"architecture": {"hidden": [4]}}, "one linear unit"),
        ({"architecture": {"hidden": [], "output": {"activation": "tanh"}}}, "one linear unit"),
        ({"loss": "hinge"}, "goes with perceptron, found hinge"),
        ({"training": {"batch_size": 8}}, "works with 1, found 8"),
        ({"regularization": ["l2"]}, "no penalties"),
    ],
)
def test_it_refuses_what_is_not_rosenblatts(sections: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        start([experiment(**sections)], (3,), 1, has_validation=False)
