"""Training on rows that stay on disk: learns, resumes exactly, says what it cannot do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mlpcli.data.blocks
from mlpcli.errors import SpecError
from mlpcli.evaluation import evaluate
from mlpcli.experiment import Experiment
from mlpcli.footprint import peak_of_training
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.baseline.measure import baselines
from mlpcli.training.range_test import _now, range_test
from mlpcli.training.replay import Replay
from mlpcli.training.session import Session


def experiment(memory: str = "bounded", **section: object) -> Experiment:
    data = {"source": "iris", "memory": memory}
    return Experiment.model_validate({"data": data, "training": {"epochs": 6}, **section})


def trained(asked: Experiment) -> Session:
    session = Session.begin(asked)
    list(session.fit())
    return session


@pytest.fixture
def small_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several buffers and many blocks even for iris."""
    monkeypatch.setattr(mlpcli.data.blocks.Blocks.__init__, "__kwdefaults__", {
        "stacked": False, "weights": None, "buffer": 28 * 40, "block": 28 * 3,
    })  # fmt: skip


def test_it_learns(small_buffers):
    session = trained(experiment(training={"epochs": 60}))
    assert session.experiment.data.memory == "bounded"
    assert session.scores("test")["accuracy"] > 0.85


def test_scores_are_those_of_rows_in_memory():
    session = trained(experiment())
    held = Session.begin(experiment("all"))
    for part in ("train", "validation", "test"):
        assert session.scores(part) == session.model().scores(held.samples(part))


class After:
    """Asks to stop after so many batches."""

    def __init__(self, batches: int):
        self.left = batches

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("batches", [1, 37, 70])
def test_a_resumed_training_is_the_same_bit_for_bit(tmp_path: Path, small_buffers, batches):
    whole = trained(experiment())
    part = Session.begin(experiment())
    list(part.fit(interrupt=After(batches)))
    save(part, tmp_path / "c.h5")
    again = open_checkpoint(tmp_path / "c.h5").session()
    list(again.fit())
    assert np.array_equal(again.state.together().last, whole.state.together().last)
    assert [e.training_loss for e in again.replica.history] == [
        e.training_loss for e in whole.replica.history
    ]


def test_members_train_as_they_would_alone(small_buffers):
    together = trained(experiment(ensemble={"kind": "seeds", "members": 2}))
    alone = trained(experiment(seed=1))
    assert np.array_equal(together.state.together().last[1], alone.state.together().last)


def test_evaluation_reads_the_rows_again(tmp_path: Path):
    session = trained(experiment())
    save(session, tmp_path / "c.h5")
    assert evaluate(open_checkpoint(tmp_path / "c.h5")).scores == session.scores("test")


def test_an_autoencoder(small_buffers):
    data = {"source": "iris", "memory": "bounded", "target": "none"}
    session = trained(Experiment.model_validate({"data": data, "training": {"epochs": 2}}))
    assert np.isfinite(session.scores("test")["loss"])


@pytest.mark.parametrize(
    "section",
    [
        {"training": {"batch_size": "all"}},
        {"training": {"sampling": "balanced"}},
        {"optimizer": "l_bfgs"},
        {"ensemble": {"kind": "bagging", "members": 2}},
    ],
)
def test_what_needs_all_rows_is_refused(section):
    with pytest.raises(SpecError, match=r"data\.memory: all"):
        Session.begin(experiment(**section))


def test_the_peak_is_told():
    told = peak_of_training(Session.begin(experiment()))
    assert told is None or 30e6 < told < 2e9


def test_a_threshold_is_chosen_from_rows_on_disk(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [f"{v:.4f},{'yes' if v + rng.normal() > 1 else 'no'}" for v in rng.normal(size=300)]
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *rows]), encoding="utf-8")
    data = {"source": "t.csv", "target": "y", "memory": "bounded", "threshold": {"metric": "f1"}}
    asked = Experiment.model_validate({"data": data, "training": {"epochs": 3}}).at(tmp_path)
    session = trained(asked)
    session.decide()
    assert session.prepared.coding.threshold != 0.5


@pytest.mark.parametrize("columns", [{}, {"petal_length": {"type": "index"}}])
def test_baselines_are_those_of_rows_in_memory(columns):
    architecture = {
        "layers": [
            {"kind": "embedding", "features": [{"column": "petal_length", "dimension": 2}]},
            {"kind": "dense", "units": 3},
        ]
    }
    section = {"architecture": architecture} if columns else {}
    stored, held = (
        baselines(
            Session.begin(
                Experiment.model_validate(
                    {"data": {"source": "iris", "memory": memory, "columns": columns}, **section}
                )
            )
        )
        for memory in ("bounded", "all")
    )
    assert stored == held
    assert stored.linear


def test_the_learning_rate_range(small_buffers):
    session = Session.begin(experiment())
    assert len(range_test(session.state, session.prepared.train).losses) > 10


def test_replay_takes_the_batches_of_the_training(small_buffers):
    whole, replayed = Session.begin(experiment()), Session.begin(experiment())
    list(whole.fit())
    again = Replay(replayed.state, 0, _now(replayed.state), replayed.prepared.train)
    for batch, _ in zip(again.batches(), range(6 * len(again)), strict=False):
        again.update(batch)
        rows = batch.rows
        np.testing.assert_array_equal(batch.x, replayed.prepared.train.x[rows])
    assert np.array_equal(again.theta, whole.state.together().last)
