"""A training saved anywhere and continued from the file ends with the bytes of one that never stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import CheckpointError, DataError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.store.record import Origin, columns, epochs, to_checkpoint
from mlpcli.store.resume import continued, take_weights
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session

PLATEAU = {"kind": "reduce_on_plateau", "start": 0.1, "factor": 0.5, "patience": 1, "min_delta": 0.2}


def experiment(**sections: Any) -> Experiment:
    spec = {
        "data": {"source": "iris"},
        "architecture": {"hidden": [6]},
        "training": {"epochs": 5},
        **sections,
    }
    return Experiment.model_validate(spec)


def trained(spec: Experiment) -> Session:
    session = Session.begin(spec)
    list(session.fit())
    return session


def assert_same(one: Session, other: Session) -> None:
    mine, own = one.state.weights(one.replica), other.state.weights(other.replica)
    assert mine.last.tobytes() == own.last.tobytes()
    assert mine.best.tobytes() == own.best.tobytes()
    assert {name: slot.tobytes() for name, slot in mine.slots.items()} == {
        name: slot.tobytes() for name, slot in own.slots.items()
    }
    for name, column in columns(one.replica.history).items():
        if name != "seconds":
            np.testing.assert_array_equal(column, columns(other.replica.history)[name])
    assert one.replica.best == other.replica.best
    assert one.replica.reason == other.replica.reason


@pytest.mark.parametrize("batches", [0, 3, 4, 11, 71])
@pytest.mark.parametrize(
    "sections",
    [
        {"optimizer": {"kind": "adam", "learning_rate": {"kind": "cosine", "start": 0.01}}},
        {"optimizer": "nesterov", "regularization": [{"kind": "dropout", "rate": 0.4, "input_rate": 0.1}]},
        {"optimizer": "momentum", "early_stopping": {"patience": 1}, "training": {"epochs": 30}},
        {"optimizer": "sgd", "training": {"epochs": 5, "precision": "float64", "batch_size": 7}},
        {"optimizer": {"kind": "sgd", "learning_rate": PLATEAU}},
    ],
    ids=["adam", "nesterov", "momentum", "sgd", "plateau"],
)
def test_saved_in_the_middle_and_continued(
    tmp_path: Path, after: type[Any], sections: dict[str, Any], batches: int
) -> None:
    spec = experiment(**sections)
    session = Session.begin(spec)
    list(session.fit(interrupt=after(batches)))
    save(session, tmp_path / "a.h5")
    again = open_checkpoint(tmp_path / "a.h5").session()
    assert again.state.step == batches
    list(again.fit())
    assert_same(again, trained(spec))


def test_a_model_from_the_file_predicts_what_the_session_s_does(tmp_path: Path) -> None:
    session = trained(experiment())
    save(session, tmp_path / "a.h5")
    samples = session.samples("test")
    for which in ("best", "last"):
        stored = open_checkpoint(tmp_path / "a.h5").model(which)
        np.testing.assert_array_equal(stored.outputs(samples.x), session.model(which).outputs(samples.x))


def test_history_and_columns_are_inverse() -> None:
    history = trained(experiment()).replica.history
    assert epochs(columns(history)) == history
    assert epochs(columns([])) == []


def test_changed_data_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = [f"{i},{i % 7},{'ab'[i % 2]}" for i in range(60)]
    table.write_text("\n".join(["x,y,label", *rows]), encoding="utf-8")
    spec = experiment(data={"source": str(table), "target": "label"})
    save(trained(spec), tmp_path / "a.h5")
    table.write_text("\n".join(["x,y,label", *rows, "1,1,a"]), encoding="utf-8")
    with pytest.raises(DataError, match="changed"):
        open_checkpoint(tmp_path / "a.h5").session()


def run(tmp_path: Path, spec: Experiment) -> Path:
    session = Session.begin(spec)
    list(session.fit())
    save(session, tmp_path / "checkpoint.h5", Origin(name="a"))
    return tmp_path


def test_more_epochs_continue_a_finished_run(tmp_path: Path) -> None:
    short, long = (experiment(training={"epochs": n}) for n in (3, 6))
    session, _ = continued(run(tmp_path, short), long)
    list(session.fit())
    assert session.state.epoch == 6
    assert_same(session, trained(long))


def test_another_spec_is_refused_with_what_differs(tmp_path: Path) -> None:
    folder = run(tmp_path, experiment())
    with pytest.raises(UsageError, match=r"(?s)not the one.*sgd.*--from"):
        continued(folder, experiment(optimizer="sgd"))


def test_weights_of_another_run_are_taken_where_they_fit(tmp_path: Path) -> None:
    folder = run(tmp_path, experiment())
    session = Session.begin(experiment(seed=5))
    take_weights(session, folder)
    best = open_checkpoint(folder).model().theta
    np.testing.assert_array_equal(session.state.theta, best)
    with pytest.raises(CheckpointError, match="do not fit"):
        take_weights(Session.begin(experiment(architecture={"hidden": [7]})), folder)


def test_the_checkpoint_holds_the_resolved_spec_and_says_how_it_ended() -> None:
    stored = to_checkpoint(trained(experiment()), Origin("written", ("a=b",), "name"))
    assert "kind: cross_entropy" in stored.spec.resolved
    assert "auto" not in stored.spec.resolved.replace("threads: auto", "")
    assert (stored.spec.written, stored.spec.overrides, stored.spec.name) == ("written", ("a=b",), "name")
    assert stored.state["reason"] == "epochs"
    assert set(stored.weights.best) == {"0_dense/W", "0_dense/b", "1_dense/W", "1_dense/b"}
