"""Trainings on rows of their own, in one stack: bit for bit what each is alone, also when broken off."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.training.events import EpochEnd, Progress
from mlpcli.training.joint import Joint, together
from mlpcli.training.session import Session

SPECS: dict[str, dict[str, Any]] = {
    "classes": {"data": {"source": "iris", "split": {"test": 0.2}}, "metrics": ["accuracy", "f1", "roc_auc"]},
    "numbers": {
        "data": {"source": "iris", "target": "petal_width", "columns": {"species": "drop"}},
        "early_stopping": {"patience": 1, "min_delta": 0.08},
        "training": {"epochs": 20, "batch_size": 16},
    },
    "weighted": {"data": {"source": "iris", "class_weights": {"setosa": 3.0}}, "optimizer": "momentum"},
    "dropout": {
        "data": {"source": "iris"},
        "architecture": {"layers": [{"kind": "dense", "units": 8}, {"kind": "dropout", "rate": 0.2}]},
        "training": {"epochs": 6, "batch_size": "all"},
    },
}


def fold(name: str, i: int, k: int = 3) -> Experiment:
    usual: dict[str, Any] = {"architecture": {"hidden": [8]}, "training": {"epochs": 6, "batch_size": 16}}
    spec = usual | SPECS[name]
    data = spec["data"]
    split = {"test": 0.0, **data.get("split", {}), "folds": k, "fold": i}
    return Experiment.model_validate(spec | {"data": data | {"split": split}})


def sessions(name: str, k: int = 3) -> list[Session]:
    return [Session.begin(fold(name, i, k)) for i in range(k)]


def same(one: Session, other: Session) -> None:
    a, b = one.state.together(), other.state.together()
    assert np.array_equal(a.last, b.last)
    assert np.array_equal(a.best, b.best)
    for name in a.slots:
        assert np.array_equal(a.slots[name], b.slots[name])
    assert (one.replica.reason, one.replica.best.epoch) == (other.replica.reason, other.replica.best.epoch)
    for x, y in zip(one.replica.history, other.replica.history, strict=True):
        assert (x.epoch, x.step, x.training_loss, x.validation) == (
            y.epoch,
            y.step,
            y.training_loss,
            y.validation,
        )
    assert one.scores("validation") == other.scores("validation")


@pytest.mark.parametrize("name", SPECS)
def test_folds_in_a_stack_are_the_folds_alone(name: str) -> None:
    alone, joint = sessions(name), sessions(name)
    for session in alone:
        list(session.fit())
    stacks = together(joint, 64)
    assert [place for stack in stacks for place in stack] == [0, 1, 2]
    assert max(map(len, stacks)) > 1
    for stack in stacks:
        ends = [e.replica for e in Joint([joint[i] for i in stack]).fit() if isinstance(e, EpochEnd)]
        assert set(ends) == set(range(len(stack)))
    for one, other in zip(alone, joint, strict=True):
        same(one, other)
    if name == "numbers":  # some have left the stack before others
        assert len({len(session.replica.history) for session in joint}) > 1


def test_broken_off_inside_an_epoch_and_taken_up_again() -> None:
    alone, joint = sessions("numbers"), sessions("numbers")
    for session in alone:
        list(session.fit())
    stop = threading.Event()
    first = Joint(joint)
    for event in first.fit(interrupt=stop, progress_every=0.0):
        if isinstance(event, Progress) and (event.epoch, event.batch) == (3, 4):
            stop.set()
    first.settle()
    assert joint[0].state.batch == 4
    list(Joint(joint).fit())
    for one, other in zip(alone, joint, strict=True):
        same(one, other)


def test_who_cannot_train_together() -> None:
    uneven = sessions("classes", 7)  # 120 rows: one fold of 18, six of 17
    assert sorted(map(len, together(uneven, 64))) == [1, 6]
    assert sorted(map(len, together(uneven, 4))) == [1, 3, 3]
    ended = sessions("classes")
    list(ended[0].fit())
    assert [0] in together(ended, 64)
