"""Two updates of a trial: does an axis reach the weights, and how long will the sweep take?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from mlpcli.arrays import Array
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.metric import Head, measures
from mlpcli.store.begin import stored_weights
from mlpcli.sweep.train import prepared
from mlpcli.sweep.trial import Trial
from mlpcli.training.fit import fit
from mlpcli.training.session import on_data, start_on
from mlpcli.training.state import State
from mlpcli.training.transfer import transfer

UPDATES = 2

_ROW = 100
"""Bytes of an epoch in a history, about a dozen numbers."""

_FILE = 30_000
"""Bytes of two files beside their arrays."""


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


def seconds_for(trials: Sequence[Trial], share: float = 1.0) -> float:
    """How long trials take together for this share of their epochs, from some steps after a warm-up."""
    experiments = [trial.experiment for trial in trials]
    data = prepared(experiments[0])
    state = _started(experiments)
    batches = -(-len(data.train) // experiments[0].training.batch_of(len(data.train)))
    list(fit(state, data.train, data.validation, interrupt=_After(min(batches, 50))))
    begin = time.perf_counter()
    steps = min(batches, 200)
    list(fit(state, data.train, data.validation, interrupt=_After(steps)))
    taken = (time.perf_counter() - begin) / steps
    return taken * batches * max(trial.until(share) for trial in trials)


def bytes_for(trials: Sequence[Trial]) -> int:
    """What trials that train together leave on the disk: a checkpoint of one of them, and all histories."""
    state = _started([trial.experiment for trial in trials])
    network = state.network.size * state.theta.itemsize * (2 + len(state.slots))
    return network + sum(_ROW * trial.until(1.0) for trial in trials) + _FILE


def check_objective(experiment: Experiment, objective: str) -> None:
    """Raises SpecError where a training does not measure what a sweep would compare."""
    data = prepared(experiment)
    metrics = on_data(experiment, data).metrics or ()
    heads = data.coding.heads or (Head("", data.coding.task, 0, 0),)
    names = [measure.name for measure in measures(metrics, heads) if measure.metric.scalar]
    watched = [f"validation_{name}" for name in ("loss", *names)] if len(data.validation) else []
    if objective not in ("training_loss", *watched):
        known = ", ".join(("training_loss", *watched))
        advice = "add it to the spec's metrics" if watched else "the spec's split leaves no validation rows"
        raise SpecError(f"objective: {objective} is not measured; expected {known}; or {advice}")


def _started(experiments: Sequence[Experiment]) -> State:
    data = prepared(experiments[0])
    state = start_on([on_data(experiment, data) for experiment in experiments], data)
    transfer(state, stored_weights)
    return state
