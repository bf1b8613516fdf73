"""A replica in a stack computes what it computes alone, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpcli.activation import AnyActivation
from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer
from mlpcli.stacking import StructureError
from mlpcli.training.events import EpochEnd, Event
from mlpcli.training.state import start

FREE = sorted(kind for kind, cls in kinds(AnyOptimizer).items() if cls.batch is None and cls.loss is None)
"""Optimizers that take any batch size and loss."""


def told(events: list[Event], replica: int) -> list[Event]:
    """A replica's events as if it were alone, without the time they took."""
    own = [event._replace(replica=0) for event in events if event.replica == replica]
    return [event._replace(seconds=0.0) if isinstance(event, EpochEnd) else event for event in own]


def assert_same(problem: Any, experiments: list[Experiment]) -> None:
    together, events = problem.train(*experiments)
    for r, experiment in enumerate(experiments):
        alone, own_events = problem.train(experiment)
        assert told(events, r) == told(own_events, 0)
        mine, own = together.weights(together.replicas[r]), alone.weights(alone.replicas[0])
        np.testing.assert_array_equal(mine.last, own.last)
        np.testing.assert_array_equal(mine.best, own.best)
        for name in own.slots:
            np.testing.assert_array_equal(mine.slots[name], own.slots[name])


@pytest.mark.parametrize("task", ["regression", "multiclass"])
def test_eight_replicas_that_differ_in_seed_and_learning_rate(problem: Callable[..., Any], task: str) -> None:
    p = problem(task)
    experiments = [
        p.experiment(
            seed=r,
            optimizer={"kind": "adam", "learning_rate": 10 ** (-1 - r / 4)},
            training={"epochs": 6, "batch_size": 16},
        )
        for r in range(8)
    ]
    assert_same(p, experiments)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_everything_numeric_may_differ_and_each_stops_on_its_own(
    problem: Callable[..., Any], precision: str
) -> None:
    p = problem("multiclass")
    experiments = [
        p.experiment(
            seed=r // 2,
            architecture={"layers": [{"kind": "dense", "units": 7}, {"kind": "dropout", "rate": 0.1 * r}]},
            activation={"kind": "leaky_relu", "alpha": 0.01 * (r + 1)},
            optimizer={
                "kind": "adam",
                "beta1": 0.9 - 0.1 * r,
                "learning_rate": {"kind": "cosine", "start": 0.05 / (r + 1)},
            },
            regularization=[{"kind": "l2", "strength": 1e-3 * r}, {"kind": "l1", "strength": 1e-4 * r}],
            early_stopping={"patience": 2 + r, "min_delta": 0.01 * r},
            training={"epochs": 12 + r, "batch_size": 32, "precision": precision},
        )
        for r in range(4)
    ]
    assert len({len(told(p.train(e)[1], 0)) for e in experiments}) > 1  # they do stop at different times
    assert_same(p, experiments)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_specs(problem: Callable[..., Any], data: st.DataObject) -> None:
    p = problem(data.draw(st.sampled_from(["regression", "multiclass"])))
    shared = {
        "architecture": {"hidden": data.draw(st.lists(st.integers(1, 40), max_size=3))},
        "activation": data.draw(st.sampled_from(sorted(kinds(AnyActivation)))),
        "training": {
            "epochs": data.draw(st.integers(1, 4)),
            "batch_size": data.draw(st.sampled_from([1, 7, 32, 90, "all"])),
            "precision": data.draw(st.sampled_from(["float32", "float64"])),
        },
    }
    kind = data.draw(st.sampled_from(FREE))
    rates = data.draw(st.lists(st.floats(1e-4, 0.1), min_size=2, max_size=4))
    experiments = [
        p.experiment(seed=seed, optimizer={"kind": kind, "learning_rate": rate}, **shared)
        for seed, rate in enumerate(rates)
    ]
    assert_same(p, experiments)


@pytest.mark.parametrize(
    "other",
    [
        {"architecture": {"hidden": [8]}},
        {"architecture": {"hidden": [7, 7]}},
        {"activation": "tanh"},
        {"optimizer": "sgd"},
        {"training": {"batch_size": 8}},
        {"training": {"precision": "float64"}},
    ],
)
def test_a_stack_refuses_replicas_of_another_structure(
    problem: Callable[..., Any], other: dict[str, Any]
) -> None:
    p = problem("multiclass")
    with pytest.raises(StructureError):
        start([p.experiment(), p.experiment(**other)], (5,), 3, has_validation=True)
