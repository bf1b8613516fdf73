"""Saves fall due by epochs, batches or time, whichever comes first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mlpcli.experiment import Experiment
from mlpcli.experiment.interval import Interval
from mlpcli.store.due import Due


def saves(every: Interval, seconds: float = 1.0) -> list[int]:
    """After which of 12 updates a training of 4 batches an epoch is saved; an update takes `seconds`."""
    state: Any = SimpleNamespace(step=0, epoch=0)
    due, found = Due(every, state, clock=lambda: state.step * seconds), []
    for state.step in range(1, 13):
        state.epoch = state.step // 4
        if due.now():
            found.append(state.step)
            due.saved()
    return found


def test_by_hand() -> None:
    assert saves(Interval(epochs=1)) == [4, 8, 12]
    assert saves(Interval(epochs=2)) == [8]
    assert saves(Interval(batches=5)) == [5, 10]
    assert saves(Interval(seconds=4.5)) == [5, 10]
    assert saves(Interval(epochs=2, batches=5)) == [5, 8, 10]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (5, {"epochs": 5}),
        ("1 epoch", {"epochs": 1}),
        ("200 batches", {"batches": 200}),
        ("0.5s", {"seconds": 0.5}),
        ("30 seconds", {"seconds": 30.0}),
        ("10 min", {"seconds": 600.0}),
        ({"batches": 3, "seconds": 9.0}, {"batches": 3, "seconds": 9.0}),
    ],
)
def test_ways_to_write_one(written: Any, meant: dict[str, Any]) -> None:
    spec = {"data": {"source": "iris"}, "training": {"save_every": written}}
    assert Experiment.model_validate(spec).training.save_every == Interval(**meant)


@pytest.mark.parametrize("written", [0, "5", "often", "1.5 batches", "-1 s", {}, {"epochs": 0}, True, None])
def test_what_is_no_interval(written: Any) -> None:
    with pytest.raises(ValueError, match="save_every"):
        Experiment.model_validate({"data": {"source": "iris"}, "training": {"save_every": written}})
