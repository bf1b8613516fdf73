"""Trials of a small spec, made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mlpcli.experiment import Experiment
from mlpcli.sweep.identity import identity
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import prepared
from mlpcli.sweep.trial import Point, Trial


def trial(number: int, **sections: Any) -> Trial:
    spec = {
        "data": {"source": "iris"},
        "architecture": {"hidden": [5]},
        "training": {"epochs": 4},
        **sections,
    }
    point = Point(number, {"number": number})
    return Trial(f"{number:04}", point, 0, {"number": number}, Experiment.model_validate(spec))


@pytest.fixture(scope="session")
def make_trials() -> Callable[[Sequence[float]], list[Trial]]:
    """A trial for each learning rate."""

    def made(rates: Sequence[float], **sections: Any) -> list[Trial]:
        return [
            trial(i, optimizer={"kind": "adam", "learning_rate": rate}, seed=i, **sections)
            for i, rate in enumerate(rates)
        ]

    return made


@pytest.fixture(scope="session")
def make_stack() -> Callable[..., Stack]:
    """The trials as a stack."""

    def made(trials: Sequence[Trial], number: int = 0, **fields: Any) -> Stack:
        known = tuple(identity(t.experiment, prepared(t.experiment).fingerprint) for t in trials)
        return Stack(number, tuple(trials), known, **fields)

    return made
