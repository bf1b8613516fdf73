"""Running statistics travel with θ: in stacks, into checkpoints, through a resume, with the best epoch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.architecture import Architecture
from mlpcli.experiment import Experiment
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session

LAYERS = [
    {"kind": "dense", "units": 7},
    {"kind": "batch_norm"},
    {"kind": "dense", "units": 5},
    {"kind": "layer_norm"},
]


def experiment(**sections: Any) -> Experiment:
    spec = {
        "data": {"source": "iris"},
        "architecture": {"layers": LAYERS},
        "training": {"epochs": 8, "batch_size": 16},
        **sections,
    }
    return Experiment.model_validate(spec)


def trained(spec: Experiment) -> Session:
    session = Session.begin(spec)
    list(session.fit())
    return session


@pytest.mark.parametrize("batches", [3, 7, 20])
def test_resumed_is_uninterrupted(tmp_path: Path, after: type[Any], batches: int) -> None:
    session = Session.begin(experiment())
    list(session.fit(interrupt=after(batches)))
    save(session, tmp_path / "a.h5")
    again, whole = open_checkpoint(tmp_path / "a.h5").session(), trained(experiment())
    list(again.fit())
    mine, own = again.state.weights(again.replica), whole.state.weights(whole.replica)
    assert mine.last.tobytes() == own.last.tobytes()
    assert mine.best.tobytes() == own.best.tobytes()


def test_the_best_epoch_is_scored_again_with_its_own_statistics(tmp_path: Path) -> None:
    training = {"epochs": 40, "batch_size": 16}
    session = trained(experiment(optimizer={"kind": "sgd", "learning_rate": 0.7}, training=training))
    best = session.replica.best
    assert best.epoch < 40, "the last epoch must not be the best, or this shows nothing"
    save(session, tmp_path / "a.h5")
    scores = open_checkpoint(tmp_path / "a.h5").model().scores(session.samples("validation"))
    assert scores["loss"] == best.value == session.replica.history[best.epoch - 1].validation["loss"]
    network, weights = session.state.network, session.state.weights(session.replica)
    both = [network.named(theta)["1_batch_norm/mean"] for theta in (weights.best, weights.last)]
    assert (both[0] != both[1]).any()


def test_optimizers_do_not_move_statistics(problem: Callable[..., Any]) -> None:
    """Though weight decay and look-ahead move everything else."""
    p = problem("multiclass")
    layers = {"layers": [{"kind": "batch_norm", "momentum": 0.0}]}
    for optimizer in ("nesterov", "adamw"):
        state, _ = p.train(
            p.experiment(
                architecture=layers, optimizer=optimizer, training={"epochs": 1, "batch_size": "all"}
            )
        )
        x = p.samples("float32")[0].x
        named = state.network.named(state.weights(state.replicas[0]).last)
        np.testing.assert_allclose(named["0_batch_norm/mean"], x.mean(axis=0), atol=1e-6)
        np.testing.assert_allclose(named["0_batch_norm/variance"], x.var(axis=0, ddof=1), rtol=1e-5)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_replicas_in_a_stack_are_networks_alone(problem: Callable[..., Any], precision: str) -> None:
    p = problem("multiclass")
    experiments = [
        p.experiment(
            seed=r,
            architecture={
                "layers": [
                    {"kind": "batch_norm", "momentum": 0.5 + 0.2 * r, "epsilon": 10.0 ** -(r + 2)},
                    {"kind": "dense", "units": 7},
                    {"kind": "dropout", "rate": 0.1 * r},
                    {"kind": "batch_norm", "momentum": 0.9 - 0.1 * r},
                    {"kind": "layer_norm", "epsilon": 10.0 ** -(r + 2)},
                ]
            },
            early_stopping={"patience": 1 + r},
            training={"epochs": 10, "batch_size": 32, "precision": precision},
        )
        for r in range(3)
    ]
    together, _ = p.train(*experiments)
    for r, experiment in enumerate(experiments):
        alone, _ = p.train(experiment)
        mine, own = together.weights(together.replicas[r]), alone.weights(alone.replicas[0])
        np.testing.assert_array_equal(mine.last, own.last)
        np.testing.assert_array_equal(mine.best, own.best)


def test_a_batch_that_diverges_spoils_no_statistics(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    layers = {"layers": [{"kind": "batch_norm"}, {"kind": "dense", "units": 4, "activation": "identity"}]}
    experiment = p.experiment(
        architecture=layers, optimizer={"kind": "sgd", "learning_rate": 1e12}, training={"epochs": 5}
    )
    state, _ = p.train(experiment)
    assert state.replicas[0].reason == "diverged"
    assert np.isfinite(state.weights(state.replicas[0]).last).all()


def test_the_resolved_spec_of_layers_stays_as_it_is() -> None:
    spec = Architecture.model_validate({"layers": ["batch_norm", "layer_norm"]})
    assert spec.reading({}) == spec
    assert [layer.kind for layer in spec.layers] == ["batch_norm", "layer_norm"]
