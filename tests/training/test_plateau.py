"""A rate that follows a monitored value: alone, in a stack, interrupted and continued."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.training.fit import fit
from mlpcli.training.state import Replica, State, start


def experiments(p: Any, precision: str, replicas: int = 4) -> list[Experiment]:
    """They differ in all numbers of the schedule; all are reduced at least once, at different epochs."""
    return [
        p.experiment(
            seed=r,
            optimizer={
                "kind": "momentum",
                "learning_rate": {
                    "kind": "warm_up",
                    "epochs": 1 + r / 2,
                    "then": {
                        "kind": "reduce_on_plateau",
                        "start": 0.2 + 0.05 * r,
                        "factor": 0.3 + 0.1 * r,
                        "patience": 1 + r % 3,
                        "cooldown": r % 2,
                        "min_delta": 0.01 * r,
                        "monitor": "validation_accuracy",
                    },
                },
            },
            training={"epochs": 14 + r, "precision": precision},
        )
        for r in range(replicas)
    ]


def rates(replica: Replica) -> list[float]:
    return [end.learning_rate for end in replica.history]


def course(state: State, number: int) -> tuple[Any, ...]:
    """All numbers of a replica, but for the time it took."""
    replica = state.replicas[number]
    history = [(end.epoch, end.learning_rate, end.training_loss, end.validation) for end in replica.history]
    return history, state.weights(replica).last.tobytes(), state.weights(replica).best.tobytes()


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_each_replica_of_a_stack_is_reduced_as_it_is_alone(
    problem: Callable[..., Any], precision: str
) -> None:
    p = problem("multiclass")
    specs = experiments(p, precision)
    stack, _ = p.train(*specs)
    drops = set()
    for number, spec in enumerate(specs):
        alone, _ = p.train(spec)
        assert course(stack, number) == course(alone, 0)
        found = rates(alone.replicas[0])
        drops.add(tuple(epoch for epoch, (a, b) in enumerate(pairwise(found)) if b < a))
    assert all(drops)
    assert len(drops) == len(specs)


@pytest.mark.parametrize("batches", [1, 20, 23, 36])
@pytest.mark.parametrize("replicas", [1, 3])
def test_interrupted_and_continued_is_the_run_that_never_stopped(
    problem: Callable[..., Any], after: type[Any], replicas: int, batches: int
) -> None:
    p = problem("multiclass")
    specs = experiments(p, "float32", replicas)
    whole, _ = p.train(*specs)
    state = start(specs, (5,), 3, has_validation=True)
    train, validation = p.samples("float32")
    list(fit(state, train, validation, interrupt=after(batches)))
    assert state.step == batches
    list(fit(state, train, validation))
    for number in range(replicas):
        assert course(state, number) == course(whole, number)


def test_less_of_a_loss_and_more_of_an_accuracy_is_better(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    for monitor in ("training_loss", "validation_loss", "validation_accuracy"):
        schedule = {"kind": "reduce_on_plateau", "start": 0.1, "patience": 1, "monitor": monitor}
        state, _ = p.train(
            p.experiment(optimizer={"kind": "sgd", "learning_rate": schedule}, training={"epochs": 12})
        )
        history = state.replicas[0].history
        sign = -1 if monitor.endswith("accuracy") else 1
        found = [sign * end.value(monitor) for end in history]
        better = [value < min(found[:i], default=9e9) for i, value in enumerate(found)]
        reduced = [b < a for a, b in pairwise(rates(state.replicas[0]))]
        assert reduced == [not good for good in better[:-1]]


def test_the_monitor_is_filled_in_and_checked(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    schedule = {"kind": "warm_up", "epochs": 1, "then": {"kind": "reduce_on_plateau", "start": 0.1}}
    resolved = p.experiment(optimizer={"learning_rate": schedule})
    assert resolved.optimizer.learning_rate.then.monitor == "validation_loss"
    schedule["then"]["monitor"] = "validation_rmse"
    with pytest.raises(SpecError, match=r"optimizer\.learning_rate\.then\.monitor: 'validation_rmse' is not"):
        p.experiment(optimizer={"learning_rate": schedule})
