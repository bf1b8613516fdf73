"""Baselines: the best constant, and the linear model that other libraries find."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, BinaryCrossEntropy, CrossEntropy, Poisson
from mlpcli.run import Run
from mlpcli.training.baseline.constant import constant_output
from mlpcli.training.baseline.linear import descended, least_squares
from mlpcli.training.baseline.measure import baselines
from mlpcli.training.session import Session

LOSSES = {kind: cls for kind, cls in kinds(AnyLoss).items() if kind != "multiple"}


def rows(loss, rng, N=60):
    """Targets that a loss understands."""
    task = loss.tasks[0]
    if task == "binary":
        return (rng.random((N, 1)) < 0.3).astype(float)
    if task == "multiclass":
        return np.eye(3)[rng.choice(3, N, p=[0.5, 0.3, 0.2])]
    if task == "distribution":
        return rng.dirichlet([2, 1, 1], N)
    return rng.poisson(3, (N, 1)).astype(float) if task == "counts" else rng.normal(2, 3, (N, 1))


@pytest.mark.parametrize("kind", LOSSES)
@pytest.mark.parametrize("weighted", [False, True])
def test_no_other_constant_is_better(kind, weighted):
    rng = np.random.default_rng(1)
    loss = LOSSES[kind]()
    y = rows(loss, rng)
    w = rng.random(len(y)) + 0.5 if weighted else None
    z = constant_output(loss, y, w)

    def J(z):
        values = loss.sample_values(np.broadcast_to(z, y.shape), y)
        return np.average(values, weights=w)

    assert np.isfinite(z).all()
    close = 1e-3 if kind == "focal" else 1e-6  # which is found by descent
    assert all(J(z) <= J(z + step) + close for step in rng.normal(0, 0.2, (50, len(z))))


def test_least_squares_by_hand():
    # x = 0, 1, 2 and y = 1, 3, 5: with a penalty of ‖W‖² against Σ errors², W = Σ x'y' / (Σ x'² + 1) = 4/3
    model = least_squares(np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [3.0], [5.0]]), None)
    assert model.W.ravel() == pytest.approx([4 / 3])
    assert model.b == pytest.approx([3 - 4 / 3])


@pytest.mark.parametrize(
    "loss", [BinaryCrossEntropy(), CrossEntropy(), Poisson()], ids=lambda loss: loss.kind
)
def test_the_gradient_vanishes_at_the_linear_model(loss):
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(60, 4)), rows(loss, rng)
    model = descended(loss, x, y, None, constant_output(loss, y, None))
    J, dz = loss.value_and_gradient(model.outputs(x), y, Run())
    start = loss.sample_values(np.broadcast_to(constant_output(loss, y, None), y.shape), y).mean()
    assert float(J) < float(start)
    assert np.abs(x.T @ dz + model.W / len(x)).max() < 0.02
    assert np.abs(dz.sum(axis=0)).max() < 0.02


def test_it_finds_what_scikit_learn_finds():
    linear = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(3)
    x = rng.normal(size=(300, 5))
    y = (x @ rng.normal(size=5) + rng.normal(size=300) > 0).astype(float)
    theirs = linear.LogisticRegression(C=1.0, tol=1e-8).fit(x, y)
    ours = descended(BinaryCrossEntropy(), x, y[:, None], None, np.zeros(1))
    assert ours.W.ravel() == pytest.approx(theirs.coef_.ravel(), abs=0.02)


def session(**keys):
    return Session.begin(Experiment.model_validate(keys))


def test_what_a_training_tells():
    told = baselines(session(data={"source": "iris", "target": "species"})).told()
    assert told["part"] == "test"
    assert told["constant"]["accuracy"] == pytest.approx(7 / 22)
    assert told["linear"]["accuracy"] > 0.9
    assert told["linear_rows"] == 106
    assert told == baselines(session(data={"source": "iris", "target": "species"})).told()


def test_numbers_are_in_their_units():
    told = baselines(session(data={"source": "diabetes"}))
    assert told.constant["r2"] == pytest.approx(0, abs=0.05)
    assert told.constant["rmse"] == pytest.approx(80, abs=1)
    assert 0.4 < told.linear["r2"] < 0.6


def test_an_autoencoder_has_none():
    told = baselines(session(data={"source": "xor", "target": "none"}))
    assert (told.constant, told.linear) == (None, None)
    assert "autoencoder" in told.skipped


def test_more_inputs_than_a_linear_model_takes(monkeypatch):
    monkeypatch.setattr("mlpcli.training.baseline.measure.MOST_INPUTS", 3)
    told = baselines(session(data={"source": "iris", "target": "species"})).told()
    assert told["linear"] is None
    assert told["skipped"] == "no linear model: 4 inputs, more than 3"
