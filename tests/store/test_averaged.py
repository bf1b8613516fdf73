"""The mean of iterates in a checkpoint: continued exactly, evaluated, refused where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import UsageError
from mlpcli.evaluation import evaluate
from mlpcli.experiment import Experiment
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.averager import AVERAGE
from mlpcli.training.session import Session


def session(**optimizer: Any) -> Session:
    spec = {"data": {"source": "iris"}, "training": {"epochs": 4}, "optimizer": {"kind": "sgd", **optimizer}}
    return Session.begin(Experiment.model_validate(spec))


def test_a_broken_off_training_goes_on_with_the_same_mean(tmp_path: Path, after: Any) -> None:
    whole, broken = session(averaging={"start": 1}), session(averaging={"start": 1})
    list(whole.fit())
    list(broken.fit(interrupt=after(40)))
    save(broken, tmp_path / "checkpoint.h5")
    again = open_checkpoint(tmp_path).session()
    list(again.fit())
    mine, own = (s.state.weights(s.replica).slots[AVERAGE] for s in (again, whole))
    np.testing.assert_array_equal(mine, own)
    assert [e.averaged for e in again.replica.history] == [e.averaged for e in whole.replica.history]


def test_evaluation_can_use_the_mean(tmp_path: Path) -> None:
    trained = session(averaging="polyak")
    list(trained.fit())
    save(trained, tmp_path / "checkpoint.h5")
    stored = evaluate(open_checkpoint(tmp_path), part="validation", which="averaged")
    assert stored.scores == trained.scores("validation", "averaged")
    assert stored.scores["loss"] == trained.replica.history[-1].averaged["loss"]
    assert stored.scores != trained.scores("validation", "last")


def test_there_must_be_one(tmp_path: Path) -> None:
    trained = session()
    list(trained.fit())
    save(trained, tmp_path / "checkpoint.h5")
    with pytest.raises(UsageError, match="keeps no average"):
        evaluate(open_checkpoint(tmp_path), part="validation", which="averaged")
    with pytest.raises(UsageError, match="keeps no average"):
        trained.model("averaged")
