"""Which trials train together: those of one structure, in stacks as large as the cache likes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mlpcli.experiment import Experiment
from mlpcli.optimizer import WholeSet
from mlpcli.stacking import structure
from mlpcli.sweep.trial import Trial

CACHED = 75_000
"""Parameters of all replicas of a stack together up to which a larger stack is a faster one.

Measured per step and network on one core, Adam, batch 32, in µs, for stacks of 1, 8, 16, 64: 4-16-3 (131
parameters) 50, 13, 9, 6; 64-64-10 (4,810) 66, 29, 30, 40; 64-256-10 (19,210) 113, 85, 83, 154; for
784-256-128-10 at batch 128 a stack is slower than single networks from 2 on.
"""

LARGEST = 64
"""Replicas of a stack at most: past it nothing is gained, and a lost worker loses more."""


@dataclass(frozen=True, eq=False)
class Stack:
    """Trials that train together; their data is the same."""

    number: int
    trials: tuple[Trial, ...]

    @property
    def steps(self) -> float:
        """A measure of its work, to start the longest first."""
        return len(self.trials) * max(trial.experiment.training.epochs for trial in self.trials)


def data_key(experiment: Experiment) -> str:
    """Equal for experiments that read the same data in the same way."""
    return experiment.data.model_dump_json() + experiment.training.precision + str(experiment.folder)


def parameters(experiment: Experiment, inputs: int, outputs: int) -> int:
    """P of the experiment's network."""
    return experiment.network((inputs,), outputs).size


def plan(
    trials: Sequence[Trial],
    sizes: dict[str, tuple[int, int]],
    *,
    jobs: int = 1,
    size: int | Literal["auto"] = "auto",
) -> list[Stack]:
    """Packs the trials; `sizes` gives inputs and outputs of the networks by data key, `size` forces R.

    Every trial is in one stack. Stacks of a group are of nearly equal size, as many for each job.
    """
    groups: dict[object, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(_group(trial.experiment), []).append(trial)
    stacks: list[Stack] = []
    for group in groups.values():
        first = group[0].experiment
        best = _best_size(parameters(first, *sizes[data_key(first)]))
        R = best if size == "auto" else size
        if isinstance(first.optimizer, WholeSet):
            R = 1  # each takes its own path
        count = math.ceil(len(group) / R)
        if size == "auto":
            count = min(-(-count // jobs) * jobs, len(group))
        bounds = [round(i * len(group) / count) for i in range(count + 1)]
        for start, stop in pairwise(bounds):
            stacks.append(Stack(len(stacks), tuple(group[start:stop])))
    return stacks


def _best_size(P: int) -> int:
    return max(1, min(LARGEST, CACHED // max(P, 1)))


def _group(e: Experiment) -> object:
    layers = e.architecture.all_layers(1, e.activation, e.initialization, e.regularization)
    parts = (layers, e.optimizer, e.regularization, (e.loss,))
    return data_key(e), e.training.batch_size, str(e.metrics), tuple(map(structure, parts))
