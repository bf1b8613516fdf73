"""The loop: its events, interruption and continuation, early stopping, divergence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.training.events import EpochEnd, Improved, Progress, Stopped
from mlpcli.training.fit import fit
from mlpcli.training.loop import Loop
from mlpcli.training.score import Scorer
from mlpcli.training.session import Session
from mlpcli.training.state import start


def test_an_epoch_ends_improves_and_the_last_one_stops(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    state, events = p.train(p.experiment(training={"epochs": 3}))
    assert [type(e) for e in events] == [EpochEnd, Improved] * 3 + [Stopped]
    assert [e.epoch for e in events if isinstance(e, EpochEnd)] == [1, 2, 3]
    assert [e.step for e in events if isinstance(e, EpochEnd)] == [3, 6, 9]  # 90 rows: 32 + 32 + 26
    assert events[-1] == Stopped(0, 3, "epochs")
    assert state.replicas[0].history == [e for e in events if isinstance(e, EpochEnd)]


def test_the_training_loss_is_the_mean_over_rows_not_over_batches(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    frozen = {"kind": "sgd", "learning_rate": 1e-30}
    losses = [
        p.train(
            p.experiment(optimizer=frozen, training={"epochs": 1, "batch_size": size, "precision": "float64"})
        )[1][0].training_loss
        for size in (32, 90, 7)
    ]
    assert losses == pytest.approx([losses[0]] * 3, rel=1e-12)


@pytest.mark.parametrize("batches", [0, 1, 2, 3, 4, 8])
def test_interrupted_anywhere_and_continued_is_the_run_that_never_stopped(
    problem: Callable[..., Any], after: type[Any], batches: int
) -> None:
    p = problem("multiclass")
    experiment = p.experiment(
        optimizer="nesterov", regularization=[{"kind": "dropout", "rate": 0.3}], training={"epochs": 4}
    )
    whole, _ = p.train(experiment)
    train, validation = p.samples("float32")
    state = start([experiment], (5,), 3, has_validation=True)
    first = list(fit(state, train, validation, interrupt=after(batches)))
    assert first[-1] == Stopped(0, state.epoch, "interrupted")
    assert state.step == batches
    list(fit(state, train, validation))
    mine, own = state.weights(state.replicas[0]), whole.weights(whole.replicas[0])
    np.testing.assert_array_equal(mine.last, own.last)
    np.testing.assert_array_equal(mine.best, own.best)
    without_time = [(e.epoch, e.training_loss, e.validation) for e in state.replicas[0].history]
    assert without_time == [(e.epoch, e.training_loss, e.validation) for e in whole.replicas[0].history]


def test_progress_is_told_inside_an_epoch(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    _, events = p.train(p.experiment(training={"epochs": 1, "batch_size": 1}), progress_every=1e-9)
    batches = [e.batch for e in events if isinstance(e, Progress)]
    assert batches
    assert batches == sorted(batches)
    assert all(e.batches == 90 and math.isfinite(e.loss) for e in events if isinstance(e, Progress))


def test_early_stopping_waits_for_patience_and_keeps_the_best(problem: Callable[..., Any]) -> None:
    p = problem("regression", rows=12)
    state, events = p.train(
        p.experiment(
            architecture={"hidden": [50]},
            optimizer={"kind": "adam", "learning_rate": 0.05},
            early_stopping={"patience": 5},
            training={"epochs": 500, "batch_size": 12},
        )
    )
    ends = [e for e in events if isinstance(e, EpochEnd)]
    best = min(ends, key=lambda e: e.validation["loss"])
    assert events[-1] == Stopped(0, best.epoch + 5, "early_stopping")
    assert state.replicas[0].best.epoch == best.epoch
    train, validation = p.samples("float32")
    state.theta = state.weights(state.replicas[0]).best
    state.active = list(state.replicas)
    loop = Loop(state, train, validation, None)
    scorer = Scorer(state.network, loop.reckon.scorer.loss, ())
    again = scorer.score(loop.step.params, validation.x, validation.y)
    assert float(again["loss"]) == best.validation["loss"]


def test_more_is_better_for_accuracy(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    _, events = p.train(
        p.experiment(
            early_stopping={"monitor": "validation_accuracy", "patience": 3}, training={"epochs": 30}
        )
    )
    values = [e.value for e in events if isinstance(e, Improved)]
    assert len(values) > 1
    assert values == sorted(values)
    assert {e.monitor for e in events if isinstance(e, Improved)} == {"validation_accuracy"}


@pytest.mark.parametrize("optimizer", ["sgd", "nesterov"])
def test_divergence_stops_with_the_place_and_finite_weights(
    problem: Callable[..., Any], optimizer: str
) -> None:
    p = problem("regression")
    hot = p.experiment(optimizer={"kind": optimizer, "learning_rate": 1e4}, training={"epochs": 50})
    cool = p.experiment(optimizer={"kind": optimizer, "learning_rate": 1e-3}, training={"epochs": 3})
    state, events = p.train(hot)
    stopped = events[-1]
    assert stopped.reason == "diverged"
    assert f"epoch {stopped.epoch}, batch" in stopped.detail
    assert np.isfinite(state.weights(state.replicas[0]).last).all()
    stack, _ = p.train(hot, cool)
    alone, _ = p.train(cool)
    assert stack.replicas[0].reason == "diverged"
    assert stack.replicas[0].detail == stopped.detail
    np.testing.assert_array_equal(
        stack.weights(stack.replicas[1]).last, alone.weights(alone.replicas[0]).last
    )


def test_no_epochs_train_nothing(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    state, events = p.train(p.experiment(training={"epochs": 0}))
    assert events == [Stopped(0, 0, "epochs")]
    assert state.step == 0


def test_the_same_spec_and_seed_give_the_same_bytes_and_another_seed_does_not(
    problem: Callable[..., Any],
) -> None:
    p = problem("multiclass")
    a, b, c = (p.train(p.experiment(seed=seed, training={"epochs": 2}))[0] for seed in (3, 3, 4))
    assert a.theta.tobytes() == b.theta.tobytes()
    assert a.theta.tobytes() != c.theta.tobytes()


def test_dropout_draws_the_same_masks_for_the_same_seed(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    rules = [{"kind": "dropout", "rate": 0.5, "input_rate": 0.2}]
    a, b = (p.train(p.experiment(regularization=rules, training={"epochs": 2}))[0] for _ in range(2))
    plain, _ = p.train(p.experiment(training={"epochs": 2}))
    assert a.theta.tobytes() == b.theta.tobytes()
    assert a.theta.tobytes() != plain.theta.tobytes()


def test_a_layer_with_trainable_false_stays_as_it_started() -> None:
    layers = [{"kind": "dense", "units": 5, "trainable": False}, {"kind": "dense", "units": 4}]
    session = Session.begin(
        Experiment.model_validate(
            {
                "data": {"source": "iris"},
                "architecture": {"layers": layers},
                "optimizer": "adamw",
                "training": {"epochs": 2},
            }
        )
    )
    before = {name: array.copy() for name, array in session.state.network.named(session.state.theta).items()}
    list(session.fit())
    after = session.state.network.named(session.state.weights(session.replica).last)
    moved = {name for name in before if (before[name] != after[name]).any()}
    assert moved == {"1_dense/W", "1_dense/b", "2_dense/W", "2_dense/b"}


def stopped_by(stopping: dict[str, Any]) -> Session:
    session = Session.begin(
        Experiment.model_validate(
            {"data": {"source": "iris"}, "early_stopping": stopping, "training": {"epochs": 30}}
        )
    )
    list(session.fit())
    return session


def test_a_target_ends_the_training_in_the_epoch_that_reaches_it() -> None:
    whole = stopped_by({"patience": 30, "monitor": "validation_accuracy"})
    reached = [end.validation["accuracy"] for end in whole.replica.history]
    target = sorted(reached)[len(reached) // 2]
    session = stopped_by({"patience": 30, "monitor": "validation_accuracy", "target": target})
    assert session.replica.reason == "target"
    assert session.state.epoch == 1 + next(i for i, value in enumerate(reached) if value >= target)
    losses = [end.validation["loss"] for end in whole.replica.history]
    low = stopped_by({"patience": 30, "target": losses[4]})
    assert low.state.epoch == 1 + next(i for i, value in enumerate(losses) if value <= losses[4])


def test_out_of_time_after_the_epoch_in_which_it_ran_out() -> None:
    session = stopped_by({"seconds": 1e-9})
    assert (session.replica.reason, session.state.epoch) == ("time", 1)
