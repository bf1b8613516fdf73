"""Two updates of a trial: does an axis reach the weights, and how long will the sweep take?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from mlpcli.arrays import Array
from mlpcli.experiment import Experiment
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import prepared
from mlpcli.sweep.trial import Trial
from mlpcli.training.fit import fit
from mlpcli.training.state import State, start

UPDATES = 2


@dataclass
class _After:
    """Asks to stop after so many batches."""

    left: int

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def first_weights(experiment: Experiment) -> Array:
    """θ: (P,) after two updates."""
    state = _started([experiment])
    data = prepared(experiment)
    list(fit(state, data.train, data.validation, interrupt=_After(UPDATES)))
    return state.weights(state.replicas[0]).last


def idle_axes(trials: Sequence[Trial]) -> list[str]:
    """Axes along which two neighbouring trials have equal weights after two updates.

    That is right for what acts later (patience, epochs, the end of a schedule) and wrong for anything else.
    Of each axis one pair of trials that differ in nothing else is tried.
    """
    idle = []
    for key, (one, other) in _pairs(trials).items():
        a, b = (first_weights(trial.experiment) for trial in (one, other))
        if a.shape == b.shape and (a == b).all():
            idle.append(key)
    return idle


def _pairs(trials: Sequence[Trial]) -> dict[str, tuple[Trial, Trial]]:
    """For each key two trials that differ in it alone, where there are such."""
    seen: dict[tuple[str, str], Trial] = {}
    pairs: dict[str, tuple[Trial, Trial]] = {}
    for trial in trials:
        for key in trial.overrides:
            if key in pairs:
                continue
            rest = repr(sorted((k, repr(v)) for k, v in trial.overrides.items() if k != key))
            other = seen.setdefault((key, rest), trial)
            if other is not trial and other.overrides[key] != trial.overrides[key]:
                pairs[key] = (other, trial)
    return pairs


def seconds_for(stack: Stack) -> float:
    """How long a stack will take, from one epoch of it (two, the first of which warms up)."""
    experiments = [trial.experiment for trial in stack.trials]
    data = prepared(experiments[0])
    state = _started(experiments)
    batches = -(-len(data.train) // _batch(experiments[0], len(data.train)))
    list(fit(state, data.train, data.validation, interrupt=_After(min(batches, 50))))
    begin = time.perf_counter()
    steps = min(batches, 200)
    list(fit(state, data.train, data.validation, interrupt=_After(steps)))
    taken = (time.perf_counter() - begin) / steps
    return taken * batches * max(experiment.training.epochs for experiment in experiments)


def _batch(experiment: Experiment, rows: int) -> int:
    size = experiment.training.batch_size
    return rows if size == "all" else min(size, rows)


def _started(experiments: Sequence[Experiment]) -> State:
    data = prepared(experiments[0])
    watched = len(data.validation) > 0
    resolved = [
        experiment.resolve(
            data.data, data.coding.task, rows=len(data.train), has_validation=watched, heads=data.coding.heads
        )
        for experiment in experiments
    ]
    return start(resolved, data.train.x.shape[1:], data.coding.outputs, has_validation=watched)
