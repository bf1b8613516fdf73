"""The way back from a number that is not finite: its place, the state before it, what half the rate gives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.training import watch
from mlpcli.training.events import Stopped
from mlpcli.training.fit import fit
from mlpcli.training.inputs import NO_NAMES
from mlpcli.training.replay import Replay
from mlpcli.training.snapshot import Snapshot
from mlpcli.training.state import start

HOT = {"kind": "sgd", "learning_rate": 1e4}


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"optimizer": {"kind": "nesterov", "learning_rate": 300.0}},
        {"optimizer": {**HOT, "averaging": "polyak"}},
        {
            "optimizer": {
                "kind": "sgd",
                "learning_rate": {"kind": "exponential", "start": 40.0, "factor": 0.999},
            }
        },
        {"regularization": [{"kind": "dropout", "rate": 0.3}, {"kind": "input_noise", "deviation": 0.1}]},
        {"training": {"sampling": {"kind": "hard_examples"}}},
        {"ensemble": {"kind": "bagging", "members": 1}},
        {"training": {"batch_size": "all"}},
        {"data": {"source": "iris", "columns": {}}, "training": {"precision": "float64"}},
    ],
    ids=["plain", "nesterov", "average", "schedule", "noise", "mining", "bagging", "whole", "float64"],
)
def test_the_state_kept_is_that_before_the_first_bad_update(
    problem: Callable[..., Any], after: Callable[[int], Any], sections: dict[str, Any]
) -> None:
    p = problem("regression")
    experiment = p.experiment(
        **{"optimizer": HOT, **sections, "training": {"epochs": 400, **sections.get("training", {})}}
    )
    state, events = p.train(experiment)
    replica = state.replicas[0]
    told = replica.divergence
    assert events[-1] == Stopped(0, state.epoch, "diverged", replica.detail)
    assert told is not None
    good = state.weights(replica)
    assert np.isfinite(good.last).all()
    assert all(np.isfinite(slot).all() for slot in good.slots.values())
    done = (told["epoch"] - 1) * told["batches"] + told["batch"] - 1
    train, validation = p.samples(experiment.training.precision)
    again = start([experiment], (p.inputs,), p.outputs, has_validation=True)
    list(fit(again, train, validation, interrupt=after(done)))
    assert again.step == done
    np.testing.assert_array_equal(good.last, again.theta)
    for name, slot in again.slots.items():
        np.testing.assert_array_equal(good.slots[name], slot)


def test_a_stack_tells_the_same_as_each_alone(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    rules = [{"kind": "dropout", "rate": 0.2}]
    each = [
        p.experiment(
            optimizer={"kind": "momentum", "learning_rate": rate},
            training={"epochs": 30},
            regularization=rules,
            seed=seed,
        )
        for rate, seed in ((1e4, 1), (50.0, 2), (1e-3, 3))
    ]
    stack, _ = p.train(*each)
    for i, experiment in enumerate(each):
        alone, _ = p.train(experiment)
        own, other = stack.replicas[i], alone.replicas[0]
        assert own.detail == other.detail
        np.testing.assert_array_equal(stack.weights(own).last, alone.weights(other).last)
        assert (own.divergence is None) == (i == 2)
        if own.divergence is not None and other.divergence is not None:
            assert {k: v for k, v in own.divergence.items() if k not in ("change", "cause")} == {
                k: v for k, v in other.divergence.items() if k not in ("change", "cause")
            }


def test_a_parameter_is_named_before_the_loss_shows_it(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    train, validation = p.samples("float32")
    train.x[5, 2] = 3e38  # the loss is finite, the rate times the gradient is not
    experiment = p.experiment(
        architecture={"hidden": []},
        loss="mae",
        initialization={"kind": "normal", "deviation": 1e-3},
        training={"batch_size": "all"},
        optimizer={"kind": "sgd", "learning_rate": 1e10},
    )
    state = start([experiment], (p.inputs,), p.outputs, has_validation=True)
    list(fit(state, train, validation))
    told = state.replicas[0].divergence
    assert told is not None
    assert (told["what"], told["layer"], told["array"], told["batch"]) == ("parameter", "0_dense", "W", 1)
    assert told["inputs"][0] == {
        "row": 6,
        "column": "input 3",
        "value": pytest.approx(3e38),
        "coded": pytest.approx(3e38),
    }


def test_inputs_that_are_not_finite_are_named(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    train, validation = p.samples("float32")
    train.x[7, 1] = math.inf
    experiment = p.experiment(training={"batch_size": "all"})
    state = start([experiment], (p.inputs,), p.outputs, has_validation=True)
    list(fit(state, train, validation))
    told = state.replicas[0].divergence
    assert told is not None
    assert (told["layer"], told["array"], told["tried"]) == ("", "the inputs", None)
    assert (told["inputs"][0]["row"], told["inputs"][0]["column"]) == (8, "input 2")


def test_half_the_rate_is_tried(problem: Callable[..., Any]) -> None:
    """θ ← θ - λ g on a parabola diverges from λ = 2/L on: 1.1 of that does, half of it does not."""
    p = problem("regression")
    linear: dict[str, Any] = {
        "architecture": {"hidden": []},
        "training": {"batch_size": "all", "epochs": 5000},
    }
    train, _ = p.samples("float64")
    x = np.c_[train.x, np.ones(len(train.x))]
    curvature = 2 * np.linalg.eigvalsh(x.T @ x / len(x)).max()
    rate = 1.1 * 2 / curvature
    state, _ = p.train(p.experiment(optimizer={"kind": "sgd", "learning_rate": rate}, **linear))
    told = state.replicas[0].divergence
    assert told is not None
    assert told["epoch"] > watch.EVERY
    assert told["tried"]["learning_rate"] == pytest.approx(rate / 2)
    assert told["tried"]["finite"]
    assert float(told["change"].removeprefix("optimizer.learning_rate: ")) == pytest.approx(
        rate / 2, rel=0.05
    )


def test_one_copy_in_many_updates(problem: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for divergence costs a comparison an update: the state is copied every 64th."""
    copies = []
    note = watch.Watch.note
    monkeypatch.setattr(watch.Watch, "note", lambda self: (copies.append(self.state.step), note(self))[1])
    p = problem("regression")
    state, _ = p.train(p.experiment(training={"epochs": 100}))
    assert copies == list(range(0, state.step, watch.EVERY))
    assert watch.EVERY >= 50


def test_copies_take_turns_in_the_same_memory(problem: Callable[..., Any]) -> None:
    """Memory that is new takes as long to fill as some steps of a large network."""
    p = problem("regression")
    state = start([p.experiment()], (p.inputs,), p.outputs, has_validation=True)
    watching = watch.Watch(state, p.samples("float32")[0], 4, NO_NAMES)
    seen = []
    for step in range(5):
        state.step = step
        state.theta[...] = step
        state.slots["m"][...] = -step
        watching.note()
        seen.append(state.snapshots[-1])
        assert [(one.step, *one.theta[:1], *one.slots["m"][:1]) for one in state.snapshots] == [
            (k, k, -k) for k in range(max(step - 1, 0), step + 1)
        ]
    assert seen[0].theta is seen[2].theta is seen[4].theta
    assert seen[1].slots["v"] is seen[3].slots["v"]
    assert seen[0].theta is not seen[1].theta


def test_a_batch_can_be_made_again(problem: Callable[..., Any]) -> None:
    p = problem("regression")
    experiment = p.experiment(regularization=[{"kind": "dropout", "rate": 0.5}])
    state = start([experiment], (p.inputs,), p.outputs, has_validation=True)
    train, _ = p.samples("float32")
    order = [replica.batches.bit_generator.state for replica in state.active]
    noise = [replica.noise.bit_generator.state for replica in state.active]
    replay = Replay(state, 0, Snapshot(state.theta, state.slots, order, noise, 0, 0, 0), train)
    batch = next(replay.batches())
    before = replay.held()
    J, once = replay.update(batch), replay.theta.copy()
    replay.back(before)
    np.testing.assert_array_equal(replay.theta, state.theta)
    assert replay.update(batch) == J
    np.testing.assert_array_equal(replay.theta, once)
