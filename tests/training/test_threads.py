"""Which trainings share their rows among threads, and that these go on and fail as any other does."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from mlpcli.architecture import Network
from mlpcli.data.memory import Taken
from mlpcli.experiment import Experiment
from mlpcli.footprint import peak_of_training
from mlpcli.optimizer import StepRule
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training import moves, threads
from mlpcli.training.apart import StepsApart
from mlpcli.training.crew import Crew
from mlpcli.training.events import Stopped
from mlpcli.training.joint import Joint
from mlpcli.training.model import Model
from mlpcli.training.session import Session
from mlpcli.training.shared_backprop import SharedBackprop
from mlpcli.training.threads import Threads


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small networks are worth it, and small portions; there are two cores."""
    monkeypatch.setattr(threads, "cores", lambda: 2)
    monkeypatch.setattr(threads, "WORTH_PORTIONS", {"numpy": 0, "fast": 0})
    monkeypatch.setattr(threads, "LEAST", 4)
    monkeypatch.setattr(moves, "WORTH_SHARING", 0)


def begun(*, count: Any = "auto", **sections: Any) -> Session:
    training = {"epochs": 3, "batch_size": 17, "threads": count, **sections.pop("training", {})}
    spec = {"data": {"source": "iris"}, "architecture": {"hidden": [7, 5]}, **sections}
    return Session.begin(Experiment.model_validate({**spec, "training": training}))


def trained(**sections: Any) -> Session:
    session = begun(**sections)
    list(session.fit())
    return session


SECTIONS: list[dict[str, Any]] = [
    {},
    {"regularization": [{"kind": "dropout", "rate": 0.3, "input_rate": 0.1}, "l2", "activity_l2"]},
    {"regularization": ["mixup", "input_noise"], "optimizer": {"kind": "sgd", "learning_rate": 0.1}},
    {"regularization": ["max_norm"], "optimizer": {"kind": "nesterov", "clip": {"limit": 0.1}}},
    {"data": {"source": "iris", "class_weights": "balanced"}},
    {"training": {"batch_size": "all"}},
    {"training": {"sampling": "hard_examples"}},
    {"ensemble": {"kind": "bagging", "members": 3}, "regularization": [{"kind": "dropout", "rate": 0.3}]},
    {"optimizer": {"averaging": "polyak"}},
]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("kernels", ["numpy", "fast"])
@pytest.mark.parametrize("sections", SECTIONS, ids=lambda sections: ",".join(sections))
def test_a_training_is_that_of_one_thread_to_rounding(sections: dict[str, Any], kernels: str) -> None:
    if kernels == "fast":
        pytest.importorskip("numba", reason="the extra `fast` is not installed")
        if "activity_l2" in sections.get("regularization", ()):
            pytest.skip("not in the kernels")
    own = {"precision": "float64", "kernels": kernels, **sections.get("training", {})}
    alone, shared = (trained(**{**sections, "training": own}, count=count) for count in (1, "auto"))
    assert not alone.threads.shares_rows
    assert shared.threads == Threads(2, 2, 1, shares_rows=True)
    one, other = alone.state.together(), shared.state.together()
    np.testing.assert_allclose(other.last, one.last, rtol=1e-9, atol=1e-11)
    for replica, its in zip(shared.state.replicas, alone.state.replicas, strict=True):
        assert replica.noise.bit_generator.state == its.noise.bit_generator.state
        ends = ([end.training_loss, end.validation["loss"]] for end in replica.history)
        assert list(ends) == [
            pytest.approx([end.training_loss, end.validation["loss"]], rel=1e-9) for end in its.history
        ]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("sections", SECTIONS, ids=lambda sections: ",".join(sections))
def test_it_goes_on_inside_an_epoch(sections: dict[str, Any], tmp_path: Path, after: Any) -> None:
    whole, session = trained(**sections), begun(**sections)
    for batches in (9, 5):
        list(session.fit(interrupt=after(batches)))
        save(session, tmp_path / "checkpoint.h5")
        session = open_checkpoint(tmp_path).session()
    assert session.threads.shares_rows
    list(session.fit())
    np.testing.assert_array_equal(session.state.together().last, whole.state.together().last)
    assert session.all_scores() == whole.all_scores()


@pytest.mark.usefixtures("_small")
def test_a_member_of_a_stack_has_the_bits_that_it_has_alone() -> None:
    drops = {"regularization": [{"kind": "dropout", "rate": 0.3}]}
    together = trained(ensemble={"kind": "seeds", "members": 3}, **drops)
    for replica in together.state.replicas:
        alone = trained(seed=replica.experiment.seed, **drops)
        np.testing.assert_array_equal(together.state.weights(replica).last, alone.state.together().last)


@pytest.mark.usefixtures("_small")
def test_divergence_is_found() -> None:
    session = begun(optimizer={"kind": "sgd", "learning_rate": 1e30}, activation="relu")
    stopped = [event for event in session.fit() if isinstance(event, Stopped)]
    assert stopped[-1].reason == "diverged"
    assert "is not finite in epoch" in stopped[-1].detail
    assert np.isfinite(session.state.together().last).all()


@pytest.mark.usefixtures("_small")
def test_products_have_one_thread_where_rows_are_shared() -> None:
    def used() -> int:
        return max(lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas")

    dense = {"kind": "dense", "units": 7}
    assert {used() for _ in begun().fit()} == {1}
    assert begun(count=2).threads == Threads(2, 2, 2, shares_rows=False), "as it was asked for"
    mixing = begun(architecture={"layers": [dense, "batch_norm", dense]}, count=2)
    assert mixing.threads == Threads(2, 2, 2, shares_rows=False)
    assert {used() for _ in mixing.fit()} == {2}
    inside = {"kind": "residual", "layers": [dense, "batch_norm"]}
    assert not begun(architecture={"layers": [dense, inside]}).threads.shares_rows
    assert not begun(optimizer="l_bfgs", training={"batch_size": "all"}).threads.shares_rows


def test_auto_shares_what_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 16)

    def chosen(width: int, batch: int, count: Any = "auto") -> Threads:
        return begun(
            architecture={"hidden": [width, width]}, count=count, training={"batch_size": batch}
        ).threads

    assert chosen(64, 32) == Threads(1, 1, 1, shares_rows=False)
    assert chosen(700, 96) == Threads(3, 3, 1, shares_rows=True), "32 rows each"
    assert chosen(700, 96, 2) == Threads(2, 2, 2, shares_rows=False)
    assert chosen(700, 96, 1) == Threads(1, 1, 1, shares_rows=False)
    assert chosen(700, 60) == Threads(1, 1, 1, shares_rows=False)
    monkeypatch.setattr(threads, "LEAST", 1)
    assert chosen(700, 96).count == threads.MOST


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads that take portions."""
    found: list[int] = []
    taken = SharedBackprop._portion

    def noted(self: SharedBackprop, *arguments: Any) -> None:
        found.append(threading.get_ident())
        taken(self, *arguments)

    monkeypatch.setattr(SharedBackprop, "_portion", noted)
    return found


@pytest.mark.usefixtures("_small")
def test_threads_end_with_the_training(seen: list[int], after: Any) -> None:
    before = threading.active_count()
    for _ in range(30):
        list(begun(training={"epochs": 1}).fit(interrupt=after(2)))
    left = begun().fit(progress_every=0)
    next(left)
    assert threading.active_count() == before + 1
    left.close()
    assert threading.active_count() == before
    assert len(set(seen)) > 1


@pytest.mark.usefixtures("_small")
def test_what_goes_wrong_in_a_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, taken = threading.get_ident(), SharedBackprop._portion

    def fail(self: SharedBackprop, *arguments: Any) -> None:
        if threading.get_ident() != mine:
            raise MemoryError
        taken(self, *arguments)

    monkeypatch.setattr(SharedBackprop, "_portion", fail)
    session = begun()
    before = session.state.theta.copy()
    with pytest.raises(MemoryError):
        list(session.fit())
    np.testing.assert_array_equal(session.state.theta, before)


@pytest.mark.usefixtures("_small")
def test_scores_do_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpcli.training.score.ACTIVATIONS", 1)
    monkeypatch.setattr("mlpcli.training.score.LEAST", 10)
    session = trained()
    model: Model = session.model()
    expected, forward = model.scores(session.samples("train")), Network.forward

    def slow(self: Network, params: Any, x: Any, *more: Any) -> Any:
        if np.shares_memory(x, session.samples("train").x[:10]):  # the first portion comes last
            time.sleep(0.05)
        return forward(self, params, x, *more)

    monkeypatch.setattr(Network, "forward", slow)
    assert session.all_scores()["train"] == expected


@pytest.mark.usefixtures("_small")
def test_memory_is_stated_for_every_thread() -> None:
    alone, shared = (begun(count=n, architecture={"hidden": [900, 900]}) for n in (1, "auto"))
    one, two = (peak_of_training(session, Taken(0, 0)) for session in (alone, shared))
    assert one is not None
    assert two is not None
    assert two - one >= alone.state.theta.nbytes


@pytest.fixture
def _stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three networks are worth it together, and none alone."""
    for name in ("WORTH_PORTIONS", "WORTH_PARTS"):
        monkeypatch.setattr(threads, name, {"numpy": 3000, "fast": 3000})
    monkeypatch.setattr(threads, "cores", lambda: 2)


STACKS: list[dict[str, Any]] = [
    {"regularization": [{"kind": "dropout", "rate": 0.3}, "l2", "activity_l2"]},
    {"architecture": {"layers": [{"kind": "dense", "units": 12}, "batch_norm"]}},
    {"regularization": ["mixup", "max_norm"], "optimizer": {"averaging": "polyak"}},
    {"training": {"batch_size": "all"}, "architecture": {"hidden": [3]}},
    {"optimizer": {"learning_rate": {"kind": "reduce_on_plateau", "start": 0.05, "patience": 1}}},
    {"training": {"kernels": "fast"}, "regularization": [{"kind": "dropout", "rate": 0.3}]},
]


@pytest.mark.usefixtures("_stacks")
@pytest.mark.parametrize("sections", STACKS, ids=lambda sections: ",".join(sections))
def test_networks_of_a_stack_are_shared_out_and_no_bit_changes(
    sections: dict[str, Any], tmp_path: Path, after: Any
) -> None:
    if "fast" in sections.get("training", {}).values():
        pytest.importorskip("numba", reason="the extra `fast` is not installed")
    stack = {**sections, "ensemble": {"kind": "bagging", "members": 3}}
    plain, shared = trained(**stack, count=1), begun(**stack, count="auto")
    assert shared.threads == Threads(1, 2, 1, shares_rows=False, shares_replicas=True)
    list(shared.fit(interrupt=after(2)))
    save(shared, tmp_path / "checkpoint.h5")
    shared = open_checkpoint(tmp_path).session()
    list(shared.fit())
    one, other = plain.state.together(), shared.state.together()
    np.testing.assert_array_equal(other.last, one.last)
    for name, slot in one.slots.items():
        np.testing.assert_array_equal(other.slots[name], slot)
    for replica, its in zip(shared.state.replicas, plain.state.replicas, strict=True):
        ends = [(e.training_loss, e.penalty, e.validation) for e in replica.history]
        assert ends == [(e.training_loss, e.penalty, e.validation) for e in its.history]


def test_other_rows_in_the_same_place_are_other_rows() -> None:
    state = begun(ensemble={"kind": "seeds", "members": 3}).state
    optimizer = state.active[0].experiment.optimizer
    assert isinstance(optimizer, StepRule)
    x, y = np.zeros((3, 4, 4)), np.zeros((3, 4, 3))
    with Crew(2) as crew:
        steps = StepsApart(state, optimizer, crew)
        known = steps._parts(x, y, None)
        assert steps._parts(x, y, None) is known
        assert steps._parts(x, y + 1, None)[1][1].all()


@pytest.mark.usefixtures("_stacks")
def test_one_of_a_stack_that_diverges_leaves_the_others() -> None:
    experiments = [
        begun(
            count="auto",
            seed=rate + 50,
            optimizer={"kind": "sgd", "learning_rate": 10.0**rate},
            activation="relu",
        )
        for rate in (-2, 30, -3)
    ]
    joint = Joint(experiments)
    list(joint.fit())
    assert [session.replica.reason for session in experiments] == ["epochs", "diverged", "epochs"]
    for session in (experiments[0], experiments[2]):
        alone = begun(
            count=1, seed=session.experiment.seed, optimizer=session.experiment.optimizer, activation="relu"
        )
        list(alone.fit())
        np.testing.assert_array_equal(session.state.theta, alone.state.theta)
