"""Weights of rows on their way through training: a row of weight 2 is that row twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpcli.training.events import EpochEnd
from mlpcli.training.fit import fit
from mlpcli.training.state import start


def trained(p: Any, experiments: list[Any], train: Any, watched: Any) -> tuple[Any, list[EpochEnd]]:
    state = start(experiments, (p.inputs,), p.outputs, has_validation=True)
    events = list(fit(state, train, watched))
    return state, [event for event in events if isinstance(event, EpochEnd)]


def test_training_on_weights_is_training_on_repeated_rows(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    experiment = p.experiment(training={"epochs": 5, "batch_size": "all", "precision": "float64"})
    train, watched = p.samples("float64")
    times = np.arange(90) % 3
    weighted = replace(train, weights=times / times.mean())
    counted = replace(watched, weights=np.arange(40) % 2 * 2.0)
    repeated = replace(train, x=train.x.repeat(times, axis=0), y=train.y.repeat(times, axis=0))
    one, ends = trained(p, [experiment], weighted, counted)
    other, other_ends = trained(
        p, [experiment], repeated, replace(watched, x=watched.x[1::2], y=watched.y[1::2])
    )
    np.testing.assert_allclose(
        one.replicas[0].weights.last, other.replicas[0].weights.last, rtol=1e-9, atol=1e-12
    )
    for end, other_end in zip(ends, other_ends, strict=True):
        assert end.training_loss == pytest.approx(other_end.training_loss)
        assert end.validation["loss"] == pytest.approx(other_end.validation["loss"])


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_replica_in_a_weighted_stack_is_alone(problem: Callable[..., Any], precision: str) -> None:
    p = problem("multiclass")
    experiments = [
        p.experiment(
            seed=r,
            loss={"kind": "cross_entropy", "label_smoothing": 0.1 * r},
            training={"epochs": 4, "batch_size": 16, "precision": precision},
        )
        for r in range(3)
    ]
    train, watched = p.samples(precision)
    train = replace(train, weights=np.random.default_rng(1).gamma(2, 0.5, 90).astype(precision))
    watched = replace(watched, weights=np.random.default_rng(2).gamma(2, 0.5, 40).astype(precision))
    together, ends = trained(p, experiments, train, watched)
    for r, experiment in enumerate(experiments):
        alone, own = trained(p, [experiment], train, watched)
        np.testing.assert_array_equal(
            together.weights(together.replicas[r]).last, alone.weights(alone.replicas[0]).last
        )
        assert [(e.training_loss, e.validation) for e in ends if e.replica == r] == [
            (e.training_loss, e.validation) for e in own
        ]


def test_equal_weights_are_none(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    experiment = p.experiment(training={"epochs": 3, "precision": "float64"})
    train, watched = p.samples("float64")
    one, _ = trained(p, [experiment], replace(train, weights=np.ones(90)), watched)
    other, _ = trained(p, [experiment], train, watched)
    np.testing.assert_array_equal(one.replicas[0].weights.last, other.replicas[0].weights.last)
