"""Averaging of iterates in a training: it changes nothing, is judged beside the weights, and converges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.averaging import AnyAveraging
from mlpcli.data import Data
from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.training.averager import AVERAGE
from mlpcli.training.events import EpochEnd
from mlpcli.training.fit import fit
from mlpcli.training.state import start


def test_a_constant_step_does_not_converge_and_its_average_does() -> None:
    """Least squares with noise, on-line: θ wanders about the optimum, its mean nears it (Rudi-Gaillard 2.3).

    The optimum is NumPy's least-squares solution.
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 4))
    y = x @ rng.normal(size=(4, 1)) + 0.5 + rng.normal(size=(400, 1))
    design = np.hstack([x, np.ones((400, 1))])
    optimum = np.linalg.lstsq(design, y, rcond=None)[0].ravel()
    distances = {}
    for epochs in (10, 160):
        experiment = Experiment.model_validate(
            {
                "data": {"source": "iris"},
                "architecture": {"hidden": []},
                "optimizer": {"kind": "sgd", "learning_rate": 0.02, "averaging": {"start": 2}},
                "training": {"epochs": epochs, "batch_size": 1, "precision": "float64"},
            }
        ).resolve(Data.model_validate({"source": "iris"}), "regression", rows=400, has_validation=False)
        state = start([experiment], (4,), 1, has_validation=False)
        train, none = Rows(x, y), Rows(x[:0], y[:0])
        last = [
            np.linalg.norm(state.theta - optimum) for e in fit(state, train, none) if isinstance(e, EpochEnd)
        ]
        weights = state.weights(state.replicas[0])
        distances[epochs] = np.mean(last[5:]), np.linalg.norm(weights.slots[AVERAGE] - optimum)
    constant, averaged = zip(distances[10], distances[160], strict=True)
    assert constant[1] > 0.7 * constant[0]  # sixteen times the epochs bring nothing
    assert averaged[1] < 0.5 * averaged[0]
    assert averaged[1] < constant[1] / 5


class Rows:
    weights = None

    def __init__(self, x: np.ndarray, y: np.ndarray):
        self.x, self.y = x, y


@pytest.mark.parametrize("kind", kinds(AnyAveraging))
def test_the_weights_move_as_without_it_and_both_are_judged(problem: Callable[..., Any], kind: str) -> None:
    p = problem("multiclass")

    def train(**averaging: Any) -> Any:
        return p.train(p.experiment(optimizer={"kind": "adam", **averaging}, training={"epochs": 4}))

    (without, plain), (state, events) = train(), train(averaging=kind)
    mine, own = (s.weights(s.replicas[0]) for s in (state, without))
    np.testing.assert_array_equal(mine.last, own.last)
    ends = [e for e in events if isinstance(e, EpochEnd)]
    assert [e.validation for e in ends] == [e.validation for e in plain if isinstance(e, EpochEnd)]
    assert all(set(e.averaged) == set(e.validation) for e in ends)
    assert ends[-1].averaged != ends[-1].validation


@pytest.mark.parametrize("kind", ["sgd", "nesterov", "adam"])
def test_a_stack_keeps_the_means_of_each_alone(problem: Callable[..., Any], kind: str) -> None:
    p = problem("regression")
    experiments = [
        p.experiment(
            seed=r,
            optimizer={"kind": kind, "averaging": {"kind": "exponential", "decay": 0.9 - 0.1 * r}},
            training={"epochs": 3 + r},
        )
        for r in range(3)
    ]
    together, _ = p.train(*experiments)
    for r, experiment in enumerate(experiments):
        alone, _ = p.train(experiment)
        mine, own = together.replicas[r], alone.replicas[0]
        np.testing.assert_array_equal(mine.weights.slots[AVERAGE], own.weights.slots[AVERAGE])
        assert [e.averaged for e in mine.history] == [e.averaged for e in own.history]
