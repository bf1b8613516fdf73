"""A training laid down after an epoch and taken up, in whatever company, is the training that was not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from mlpcli.data.prepare import Prepared, prepare
from mlpcli.experiment import Experiment
from mlpcli.training.fit import fit
from mlpcli.training.pause import Paused, pause, take_up
from mlpcli.training.state import State, start


def experiment(seed: int, rate: float, **sections: Any) -> Experiment:
    return Experiment.model_validate(
        {
            "data": {"source": "iris"},
            "seed": seed,
            "architecture": {"hidden": [6]},
            "optimizer": {"kind": "adam", "learning_rate": {"kind": "cosine", "start": rate}},
            "regularization": ["dropout"],
            "training": {"epochs": 7},
            **sections,
        }
    )


@pytest.fixture(scope="module")
def data() -> Prepared:
    return prepare(experiment(0, 0.1).data, experiment(0, 0.1).folder)


def begun(experiments: Sequence[Experiment], data: Prepared, paused: Sequence[Paused] = ()) -> State:
    resolved = [
        e.resolve(data.data, data.coding.task, rows=len(data.train), has_validation=True) for e in experiments
    ]
    state = start(resolved, data.train.x.shape[1:], data.coding.outputs, has_validation=True)
    if paused:
        take_up(state, paused)
    return state


def trained(state: State, data: Prepared, until: int) -> State:
    for _ in fit(state, data.train, data.validation):
        if state.epoch >= until:
            break
    return state


def assert_same(one: State, row: int, other: State, place: int) -> None:
    mine, yours = one.replicas[row], other.replicas[place]
    assert [e._replace(replica=0, seconds=0) for e in mine.history] == [
        e._replace(replica=0, seconds=0) for e in yours.history
    ]
    a, b = one.weights(mine), other.weights(yours)
    np.testing.assert_array_equal(a.last, b.last)
    np.testing.assert_array_equal(a.best, b.best)
    for name, slot in a.slots.items():
        np.testing.assert_array_equal(slot, b.slots[name])
    assert (mine.best, mine.reason) == (yours.best, yours.reason)
    assert mine.noise.bit_generator.state == yours.noise.bit_generator.state
    assert mine.batches.bit_generator.state == yours.batches.bit_generator.state


@pytest.mark.parametrize("stopping", [None, {"patience": 1}])
def test_pausing_and_changing_company_changes_nothing(
    data: Prepared, stopping: dict[str, int] | None
) -> None:
    experiments = [experiment(seed, 0.1 / (seed + 1), early_stopping=stopping) for seed in range(4)]
    whole = [trained(begun([e], data), data, 99) for e in experiments]
    first = trained(begun(experiments[:3], data), data, 2)
    other = trained(begun([experiments[3]], data), data, 2)
    stands = [pause(first, r) for r in first.replicas if r.reason is None]
    going = [r.number for r in first.replicas if r.reason is None]
    company = [experiments[3], *(experiments[i] for i in going)]
    second = begun(company, data, [pause(other, other.replicas[0]), *stands])
    assert (second.epoch, second.step) == (2, first.step)
    trained(second, data, 99)
    assert_same(second, 0, whole[3], 0)
    for place, i in enumerate(going, start=1):
        assert_same(second, place, whole[i], 0)


def test_what_is_paused_does_not_move_with_the_training(data: Prepared) -> None:
    state = trained(begun([experiment(0, 0.1)], data), data, 2)
    stand = pause(state, state.replicas[0])
    before = stand.weights.last.copy()
    trained(state, data, 4)
    np.testing.assert_array_equal(stand.weights.last, before)
    assert stand.epoch == 2


def test_trainings_at_different_epochs_have_no_common_state(data: Prepared) -> None:
    experiments = [experiment(0, 0.1), experiment(1, 0.1)]
    stands = [
        pause(state, state.replicas[0])
        for epochs, e in enumerate(experiments, start=1)
        for state in [trained(begun([e], data), data, epochs)]
    ]
    with pytest.raises(ValueError, match="different epochs"):
        begun(experiments, data, stands)
