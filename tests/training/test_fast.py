"""The compiled kernels beside the NumPy form: the same numbers to rounding, alone and in a stack."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba", reason="the extra `fast` is not installed")

from mlpcli.data.prepare import prepare
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.fast import choice
from mlpcli.fast.optimizers import UPDATES
from mlpcli.fast.plan import ACTIVATIONS
from mlpcli.training.backprop import Backprop
from mlpcli.training.events import Stopped
from mlpcli.training.fast_backprop import FastBackprop
from mlpcli.training.fast_moves import FastMoves
from mlpcli.training.fit import fit
from mlpcli.training.iteration import step_for
from mlpcli.training.moves import Moves
from mlpcli.training.session import Session, on_data, start_on
from mlpcli.training.step import Step


def experiment(kernels: str, source: str = "iris", **sections: Any) -> Experiment:
    training = {"epochs": 2, "batch_size": 32, "precision": "float64", **sections.pop("training", {})}
    spec = {"data": {"source": source}, "architecture": {"hidden": [7, 5]}, **sections}
    return Experiment.model_validate({**spec, "training": {**training, "kernels": kernels}})


def trained(kernels: str, source: str = "iris", **sections: Any) -> Session:
    session = Session.begin(experiment(kernels, source, **sections))
    list(session.fit())
    return session


def assert_same(tolerance: float = 1e-10, **sections: Any) -> None:
    fast, plain = trained("fast", **sections), trained("numpy", **sections)
    assert fast.experiment.training.kernels == "fast"
    np.testing.assert_allclose(
        fast.state.together().last, plain.state.together().last, rtol=tolerance, atol=1e-9
    )
    for name, slot in plain.state.together().slots.items():
        np.testing.assert_allclose(fast.state.together().slots[name], slot, rtol=1e-7, atol=1e-9)
    losses = [[end.training_loss for end in s.replica.history] for s in (fast, plain)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=max(tolerance, 1e-9))


@pytest.mark.parametrize("kind", UPDATES)
def test_every_rule(kind: str) -> None:
    assert_same(optimizer={"kind": kind, "learning_rate": {"kind": "cosine", "start": 0.01, "end": 0.001}})


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_every_activation(kind: str) -> None:
    activation: Any = {"kind": kind, "alpha": 0.2} if kind == "leaky_relu" else kind
    assert_same(activation=activation, architecture={"hidden": [7, 5], "output": {"activation": "identity"}})


@pytest.mark.parametrize(
    ("source", "loss"),
    [
        ("iris", "cross_entropy"), ("breast_cancer", "binary_cross_entropy"), ("diabetes", "mse"),
        ("diabetes", "half_squared_error"),
    ],
)  # fmt: skip
def test_every_loss(source: str, loss: str) -> None:
    assert_same(source=source, loss=loss)


@pytest.mark.parametrize(
    "sections",
    [
        {"regularization": [{"kind": "dropout", "rate": 0.3, "input_rate": 0.1}, {"kind": "l2"}]},
        {"regularization": [{"kind": "max_norm", "limit": 0.5}], "optimizer": {"clip": {"limit": 0.1}}},
        {"training": {"batch_size": "all"}},
        {"training": {"batch_size": 1, "epochs": 1}},
        {"data": {"source": "iris", "class_weights": "balanced"}},
        {"ensemble": {"kind": "bagging", "members": 3}},
        {"architecture": {"layers": [{"kind": "dense", "units": 6, "bias": False},
                                     {"kind": "dense", "units": 5, "trainable": False},
                                     {"kind": "dense", "units": 4, "learning_rate_factor": 0.1}]}},
        {"optimizer": {"averaging": "polyak"}},
    ],
    ids=lambda sections: ",".join(sections),
)  # fmt: skip
def test_whatever_stands_beside(sections: dict[str, Any]) -> None:
    assert_same(**sections)


def test_single_precision_agrees_to_rounding() -> None:
    fast, plain = (trained(k, training={"precision": "float32"}).state.theta for k in ("fast", "numpy"))
    assert fast.dtype == np.float32
    np.testing.assert_allclose(fast, plain, atol=1e-5)


@pytest.mark.parametrize("batch", [32, "all"])
def test_a_network_in_a_stack_has_the_bits_that_it_has_alone(batch: Any) -> None:
    rates, drops = (0.001, 0.01, 0.03), (0.1, 0.3, 0.5)
    experiments = [
        experiment(
            "fast",
            seed=seed,
            optimizer={"learning_rate": rate},
            regularization=[{"kind": "dropout", "rate": drop}],
            training={"batch_size": batch, "precision": "float32"},
        )
        for seed, (rate, drop) in enumerate(zip(rates, drops, strict=True))
    ]
    data = prepare(experiments[0].data, experiments[0].folder, "float32")
    resolved = [on_data(e, data) for e in experiments]
    together = start_on(resolved, data)
    list(fit(together, data.train, data.validation))
    for k, alone in enumerate(resolved):
        state = start_on([alone], data)
        list(fit(state, data.train, data.validation))
        np.testing.assert_array_equal(together.together().last[k], state.together().last)


def test_divergence_is_found() -> None:
    session = Session.begin(
        experiment("fast", source="diabetes", optimizer={"kind": "sgd", "learning_rate": 1e6})
    )
    stopped = [event for event in session.fit() if isinstance(event, Stopped)]
    assert stopped[-1].reason == "diverged"
    assert np.isfinite(session.state.together().last).all()


def test_what_is_not_known_is_refused_and_auto_goes_on_without() -> None:
    sections: dict[str, Any] = {"activation": "gelu"}
    with pytest.raises(SpecError, match=r"training\.kernels: fast knows dense layers"):
        Session.begin(experiment("fast", **sections))
    assert Session.begin(experiment("auto", **sections)).experiment.training.kernels == "numpy"


def test_auto_looks_at_the_length_of_the_run() -> None:
    kernels = [
        Session.begin(experiment("auto", training={"epochs": n})).experiment.training.kernels
        for n in (1, 10**6)
    ]
    assert kernels == ["numpy", "fast"]


def test_without_numba_auto_is_numpy_and_fast_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "installed", lambda: False)
    long = {"training": {"epochs": 10**6}}
    assert Session.begin(experiment("auto", **long)).experiment.training.kernels == "numpy"
    with pytest.raises(SpecError, match="needs Numba"):
        Session.begin(experiment("fast", **long))


def test_the_choice_reaches_the_step() -> None:
    session = Session.begin(experiment("fast"))
    state, e = session.state, session.experiment
    assert e.loss is not None
    arguments = (state.network, e.loss, e.optimizer, (), state.theta, state.slots, [])
    kinds = []
    for kernels in ("fast", "numpy"):
        step = step_for(*arguments, kernels)
        assert isinstance(step, Step)
        kinds.append((type(step.backprop), type(step.move)))
    assert kinds == [(FastBackprop, FastMoves), (Backprop, Moves)]
