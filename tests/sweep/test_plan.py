"""Packing: every trial once, only equal structures together, sizes by cache or by command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer
from mlpcli.sweep.plan import CACHED, LARGEST, Task
from mlpcli.sweep.plan import plan as packs
from mlpcli.sweep.trial import Trial

Make = Callable[..., list[Trial]]


def plan(trials: list[Trial], *arguments: Any, **options: Any) -> list[list[Trial]]:
    """The packs of trials that are to be trained whole."""
    found = packs([Task(trial) for trial in trials], *arguments, **options)
    return [[task.trial for task in pack] for pack in found]


def sizes(trials: list[Trial], inputs: int = 4, outputs: int = 3) -> dict[str, tuple[tuple[int, ...], int]]:
    return {trial.data_key: ((inputs,), outputs) for trial in trials}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    jobs=st.integers(1, 4),
    size=st.one_of(st.just("auto"), st.integers(1, 5)),
)
def test_every_trial_is_in_one_stack_with_its_like(
    make_trials: Make, counts: list[int], jobs: int, size: Any
) -> None:
    trials = [
        trial
        for units, count in enumerate(counts, start=1)
        for trial in make_trials([0.01] * count, architecture={"hidden": [units]})
    ]
    stacks = plan(trials, sizes(trials), jobs=jobs, size=size)
    packed = [trial for stack in stacks for trial in stack]
    assert sorted(map(id, packed)) == sorted(map(id, trials))
    for stack in stacks:
        assert len({trial.experiment.architecture for trial in stack}) == 1
        assert size == "auto" or len(stack) <= size


def test_numbers_may_differ_and_everything_else_may_not(make_trials: Make) -> None:
    alike = make_trials([0.1, 0.2], regularization=[{"kind": "l2", "strength": 1e-3}])
    others = [
        make_trials([0.1], **sections)[0]
        for sections in (
            {"activation": "tanh"},
            {"training": {"epochs": 4, "batch_size": 8}},
            {"data": {"source": "wine"}},
            {"metrics": ["accuracy"]},
            {"regularization": [{"kind": "l1"}]},
            {"training": {"epochs": 4, "precision": "float64"}},
        )
    ]
    stacks = plan([*alike, *others], sizes([*alike, *others]))
    assert sorted(len(stack) for stack in stacks) == [1] * len(others) + [2]


def test_epochs_seeds_and_patience_may_differ(make_trials: Make) -> None:
    trials = [
        *make_trials([0.1, 0.2], training={"epochs": 3}, early_stopping={"patience": 2}),
        *make_trials([0.3], training={"epochs": 9}, early_stopping={"patience": 5}),
    ]
    assert len(plan(trials, sizes(trials))) == 1


def test_large_networks_stand_alone_and_small_ones_do_not(make_trials: Make) -> None:
    large = make_trials([0.1] * 3, architecture={"hidden": [CACHED]})
    small = make_trials([0.1] * (LARGEST + 1))
    assert len(plan(large, sizes(large))) == 3
    assert [len(stack) for stack in plan(small, sizes(small))] == [32, 33]


def test_there_is_work_for_every_job(make_trials: Make) -> None:
    trials = make_trials([0.1] * 6)
    assert [len(stack) for stack in plan(trials, sizes(trials), jobs=2)] == [3, 3]


def test_who_stands_with_whom_is_the_same_at_every_call(make_trials: Make) -> None:
    trials = make_trials([0.1] * 7)
    names = [[[t.name for t in s] for s in plan(trials, sizes(trials), jobs=3)] for _ in range(2)]
    assert names[0] == names[1]


@pytest.mark.parametrize("same", [True, False])
def test_data_keys_tell_sections_apart(make_trials: Make, same: bool) -> None:
    source = "iris" if same else "wine"
    one, other = make_trials([0.1])[0], make_trials([0.1], data={"source": source})[0]
    assert (one.data_key == other.data_key) == same


@pytest.mark.parametrize("kind", ["newton", "l_bfgs"])
@pytest.mark.parametrize("size", ["auto", 4])
def test_optimizers_on_the_whole_set_train_alone(make_trials: Make, kind: str, size: Any) -> None:
    trials = make_trials([0.01] * 5)
    for trial in trials:
        alone = trial.experiment.model_copy(update={"optimizer": kinds(AnyOptimizer)[kind]()})
        object.__setattr__(trial, "experiment", alone)
    assert [len(stack) for stack in plan(trials, sizes(trials), jobs=2, size=size)] == [1] * 5
