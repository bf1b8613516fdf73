"""Members of an ensemble train as they would alone, go on from a file, and predict by their mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data.batches import Batches
from mlpcli.ensemble import Bagging
from mlpcli.errors import SpecError
from mlpcli.evaluation import evaluate
from mlpcli.experiment import Experiment
from mlpcli.sampling import Balanced, HardExamples, Sampling, Shuffled
from mlpcli.store.record import columns
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.averager import AVERAGE
from mlpcli.training.session import Session


def session(ensemble: Any, **sections: Any) -> Session:
    spec = {
        "data": {"source": "iris"},
        "architecture": {"hidden": [6]},
        "optimizer": {"kind": "adam", "learning_rate": 0.03},
        "training": {"epochs": 12},
        "regularization": [{"kind": "dropout", "rate": 0.2}],
        "early_stopping": {"patience": 2, "min_delta": 0.01},
        "ensemble": ensemble,
        **sections,
    }
    return Session.begin(Experiment.model_validate(spec))


def trained(ensemble: Any, **sections: Any) -> Session:
    whole = session(ensemble, **sections)
    list(whole.fit())
    return whole


def assert_same(one: Session, r: int, other: Session, s: int) -> None:
    mine, own = one.state.replicas[r], other.state.replicas[s]
    weights, others = one.state.weights(mine), other.state.weights(own)
    assert weights.last.tobytes() == others.last.tobytes()
    assert weights.best.tobytes() == others.best.tobytes()
    assert {n: a.tobytes() for n, a in weights.slots.items()} == {
        n: a.tobytes() for n, a in others.slots.items()
    }
    for name, column in columns(mine.history).items():
        if name != "seconds":
            np.testing.assert_array_equal(column, columns(own.history)[name])
    assert (mine.best, mine.reason) == (own.best, own.reason)


@pytest.mark.parametrize("data", [{"source": "iris"}, {"source": "diabetes"}], ids=["classes", "numbers"])
def test_a_member_is_the_same_spec_alone_with_its_seed(data: Any) -> None:
    together = trained({"kind": "seeds", "members": 4}, data=data, seed=3)
    assert len({len(replica.history) for replica in together.state.replicas}) > 1  # each stops on its own
    for k in range(4):
        assert_same(together, k, trained(None, data=data, seed=3 + k), 0)


@pytest.mark.parametrize(
    "training",
    [{"batch_size": 16}, {"batch_size": "all"}, {"sampling": "balanced"}, {"sampling": "hard_examples"}],
)
def test_a_member_of_a_bag_is_a_bag_of_one(training: Any) -> None:
    sections = {
        "training": {"epochs": 8, **training},
        "data": {"source": "iris", "class_weights": "balanced"},
    }
    together = trained({"kind": "bagging", "members": 3}, **sections)
    for k in range(3):
        assert_same(together, k, trained({"kind": "bagging", "members": 1}, seed=k, **sections), 0)
    assert together.state.replicas[0].history != trained(None, **sections).replica.history


@pytest.mark.parametrize("sampling", [Shuffled(), Balanced(), HardExamples()], ids=lambda s: s.kind)
@pytest.mark.parametrize("batch_size", [3, "all"])
def test_batches_of_own_rows_are_those_of_a_copy_of_them(sampling: Sampling, batch_size: Any) -> None:
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(10, 2)), rng.integers(2, size=(10, 1)).astype(float), rng.random(10)
    own = np.stack([Bagging().rows(10, np.random.default_rng(r)) for r in range(2)])

    def drawn(x: Any, y: Any, w: Any, **own: Any) -> list[Any]:
        generators = [np.random.default_rng(r) for r in range(2)]
        batches = Batches(x, y, batch_size, generators, stacked=True, sampling=sampling, weights=w, **own)
        epochs = [batches.epoch(), batches.epoch()]
        return [(a.copy(), b.copy(), np.copy(batches.weights)) for epoch in epochs for a, b in epoch]

    for lent, copied in zip(drawn(x, y, w, own=own), drawn(x[own], y[own], w[own]), strict=True):
        for one, other in zip(lent, copied, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("batches", [4, 60, 170])
def test_a_broken_off_ensemble_goes_on_with_the_same_bytes(tmp_path: Path, after: Any, batches: int) -> None:
    ensemble = {"kind": "bagging", "members": 4}
    optimizer = {"kind": "adam", "learning_rate": 0.03, "averaging": "polyak"}
    whole, broken = trained(ensemble, optimizer=optimizer), session(ensemble, optimizer=optimizer)
    list(broken.fit(interrupt=after(batches)))
    if batches == 170:
        assert 0 < len(broken.state.active) < 4  # some have stopped
    save(broken, tmp_path / "checkpoint.h5")
    again = open_checkpoint(tmp_path).session()
    list(again.fit())
    for k in range(4):
        assert AVERAGE in again.state.weights(again.state.replicas[k]).slots
        assert_same(again, k, whole, k)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
def test_prediction_is_the_mean_of_the_members_also_from_a_file(tmp_path: Path, mean: str) -> None:
    together = trained({"kind": "seeds", "members": 3, "mean": mean})
    save(together, tmp_path / "checkpoint.h5")
    x = together.samples("test").x
    p = np.stack([trained(None, seed=k).model().outputs(x) for k in range(3)])
    expected = p.mean(axis=0) if mean == "arithmetic" else np.prod(p, axis=0) ** (1 / 3)
    expected /= expected.sum(axis=-1, keepdims=True)
    stored = open_checkpoint(tmp_path)
    for model in (together.model(), stored.model()):
        np.testing.assert_allclose(model.outputs(x), expected, atol=1e-6)
    y = together.samples("test").y
    scores = evaluate(stored).scores
    assert scores == together.scores("test")
    assert scores["loss"] == pytest.approx(-np.log((expected * y).sum(axis=-1)).mean(), rel=1e-4)


def test_the_mean_of_numbers_is_better_than_members_by_their_spread() -> None:
    """mean (p_i - y)² = (p - y)² + mean (p_i - p)²: the ambiguity decomposition (Krogh, Vedelsby 1995)."""
    bag = trained({"kind": "bagging", "members": 5}, data={"source": "diabetes"})
    model, samples = bag.model(), bag.samples("test")
    p = np.stack([replace(model, theta=theta).outputs(samples.x) for theta in model.theta])
    spread = ((p - p.mean(axis=0)) ** 2).mean()
    assert spread > 0.001
    alone = ((p - samples.y) ** 2).mean()
    assert model.scores(samples)["loss"] == pytest.approx(alone - spread, rel=1e-4)


def test_the_rows_are_a_stream_of_their_own_beside_weights_order_and_noise() -> None:
    """Runs of older versions go on with the rows that they began with."""
    replica = session({"kind": "bagging", "members": 1}, seed=7).replica
    rows = np.random.default_rng(np.random.SeedSequence(7).spawn(4)[3]).integers(50, size=50)
    np.testing.assert_array_equal(replica.rows(50), rows)


def test_numbers_have_no_geometric_mean() -> None:
    with pytest.raises(SpecError, match=r"ensemble\.mean: geometric is for probabilities"):
        session({"kind": "seeds", "mean": "geometric"}, data={"source": "diabetes"})
