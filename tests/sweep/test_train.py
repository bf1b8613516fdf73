"""A trial's result is the result of training its spec alone; one bad trial spoils no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mlpcli.store import checkpoint
from mlpcli.store.begin import begin
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.trained import save
from mlpcli.sweep.identity import identity
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.probe import first_weights
from mlpcli.sweep.train import train_stack
from mlpcli.sweep.trial import Trial
from mlpcli.training.session import Session

Make = Callable[..., list[Trial]]
MakeStack = Callable[..., Stack]


def alone(trial: Trial) -> Session:
    session = Session.begin(trial.experiment)
    list(session.fit())
    return session


@pytest.mark.parametrize("stopping", [{"patience": 2}, None])
def test_results_are_those_of_single_trainings(
    make_trials: Make, make_stack: MakeStack, stopping: dict[str, int] | None
) -> None:
    trials = make_trials([0.3, 0.01, 0.001], early_stopping=stopping, training={"epochs": 12})
    outcome = train_stack(make_stack(trials), "validation_loss", 1)
    for trial, result in zip(trials, outcome.results, strict=True):
        session = alone(trial)
        assert result.status == "done"
        assert result.epochs == session.state.epoch
        assert result.best_epoch == session.replica.best.epoch
        assert result.scores["validation_loss"] == session.replica.best.value
        best = session.replica.history[result.best_epoch - 1]
        assert result.scores["validation_accuracy"] == best.validation["accuracy"]
        np.testing.assert_array_equal(
            result.history["training_loss"], [end.training_loss for end in session.replica.history]
        )


def test_the_best_trial_s_checkpoint_is_that_of_training_it_alone(
    make_trials: Make, make_stack: MakeStack, tmp_path: Path
) -> None:
    trials = make_trials([1e-5, 0.05, 1e-4])
    outcome = train_stack(make_stack(trials), "validation_loss", 1)
    assert outcome.best == outcome.results[1].identity
    assert outcome.checkpoint is not None
    checkpoint.save(tmp_path / "best.h5", outcome.checkpoint)
    mine = checkpoint.load(tmp_path / "best.h5")
    own = to_checkpoint(alone(trials[1]), Origin(name=trials[1].name))
    for part in ("last", "best"):
        for name, array in getattr(own.weights, part).items():
            np.testing.assert_array_equal(getattr(mine.weights, part)[name], array)
    for slot, arrays in own.slots.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(mine.slots[slot][name], array)
    untimed = [{k: v for k, v in c.state.items() if k != "seconds"} for c in (mine, own)]
    assert untimed[0] == untimed[1]
    assert (mine.spec.resolved, mine.spec.written) == (own.spec.resolved, own.spec.written)


def test_more_is_better_with_the_other_sign(make_trials: Make, make_stack: MakeStack) -> None:
    outcome = train_stack(make_stack(make_trials([1e-6, 0.05])), "validation_accuracy", -1)
    scores = [result.scores["validation_accuracy"] for result in outcome.results]
    assert scores[1] > scores[0]
    assert outcome.best == outcome.results[1].identity


def test_a_trial_that_diverges_says_so_and_is_never_the_best(
    make_trials: Make, make_stack: MakeStack
) -> None:
    data = {"source": "diabetes"}
    trials = [
        *make_trials([0.1], data=data),
        *make_trials([0.01], data=data, early_stopping={"patience": 5}),
    ]
    hot = trials[0].experiment.model_validate(
        trials[0].experiment.model_dump() | {"optimizer": {"kind": "sgd", "learning_rate": 1e9}}
    )
    cool = hot.model_validate(hot.model_dump() | {"optimizer": {"kind": "sgd", "learning_rate": 1e-3}})
    both = [
        Trial(name, trials[0].point, 0, {}, experiment) for name, experiment in (("hot", hot), ("cool", cool))
    ]
    outcome = train_stack(make_stack(both), "validation_loss", 1)
    assert [result.status for result in outcome.results] == ["diverged", "done"]
    assert "epoch" in outcome.results[0].detail
    assert outcome.best == outcome.results[1].identity
    assert train_stack(make_stack([both[0]]), "validation_loss", 1).checkpoint is None


def test_a_trial_that_cannot_train_fails_alone(make_trials: Make, make_stack: MakeStack) -> None:
    good = make_trials([0.01])[0]
    bad = make_trials([0.01], metrics=["rmse"])[0]
    outcome = train_stack(make_stack([good, bad]), "validation_loss", 1)
    assert [result.status for result in outcome.results] == ["done", "failed"]
    assert "rmse is for regression" in outcome.results[1].detail
    assert outcome.best == outcome.results[0].identity


def test_identity_is_that_of_spec_and_data_whatever_the_name(make_trials: Make) -> None:
    one, other = make_trials([0.1, 0.2])
    renamed = one.experiment.model_copy(update={"name": "else"})
    assert identity(one.experiment, "f") == identity(renamed, "f")
    assert (
        len({identity(one.experiment, "f"), identity(other.experiment, "f"), identity(one.experiment, "g")})
        == 3
    )


def test_trials_start_from_checkpoints_as_they_do_alone(
    make_trials: Make, make_stack: MakeStack, tmp_path: Path
) -> None:
    save(alone(make_trials([0.05])[0]), tmp_path / "a.h5")
    stored = {"kind": "checkpoint", "path": str(tmp_path / "a.h5")}
    trials = make_trials([0.01, 0.001], initialization=stored)
    outcome = train_stack(make_stack(trials), "validation_loss", 1)
    for trial, result in zip(trials, outcome.results, strict=True):
        session = begin(trial.experiment)
        list(session.fit())
        assert result.scores["validation_loss"] == session.replica.best.value
    assert (first_weights(trials[0].experiment) != first_weights(make_trials([0.01])[0].experiment)).any()


def test_a_trial_is_another_when_the_checkpoint_that_it_starts_from_is(
    make_trials: Make, tmp_path: Path
) -> None:
    plain, *others = make_trials([0.01, 0.02])
    stored = {"kind": "checkpoint", "path": str(tmp_path / "a.h5")}
    layers = [{"kind": "dense", "units": 5, "initialization": stored}]
    (trial,) = make_trials([0.01], architecture={"layers": layers})
    found = [identity(plain.experiment, ""), identity(trial.experiment, "")]
    for made in (plain, *others):
        save(alone(made), tmp_path / "a.h5")
        assert identity(trial.experiment, "") == identity(trial.experiment, "")
        found.append(identity(trial.experiment, ""))
    assert len(set(found)) == 4
    assert identity(plain.experiment, "") == found[0]


def test_a_checkpoint_that_is_not_there_fails_its_trial_alone(
    make_trials: Make, make_stack: MakeStack, tmp_path: Path
) -> None:
    missing = {"kind": "checkpoint", "path": str(tmp_path / "a.h5")}
    trials = make_trials([0.01]) + make_trials([0.02], initialization=missing)
    outcome = train_stack(make_stack(trials), "validation_loss", 1)
    assert [result.status for result in outcome.results] == ["done", "failed"]
    assert "no such file" in outcome.results[1].detail
