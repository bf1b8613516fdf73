"""Which trials train together: those of one structure, in stacks as large as the cache likes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mlpcli.architecture import Shape
from mlpcli.experiment import Experiment
from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.stacking import structure
from mlpcli.sweep.trial import Trial
from mlpcli.training.pause import Paused

CACHED = 75_000
"""Parameters of all replicas of a stack together up to which a larger stack is a faster one.

Measured per step and network on one core, Adam, batch 32, in µs, for stacks of 1, 8, 16, 64: 4-16-3 (131
parameters) 50, 13, 9, 6; 64-64-10 (4,810) 66, 29, 30, 40; 64-256-10 (19,210) 113, 85, 83, 154; for
784-256-128-10 at batch 128 a stack is slower than single networks from 2 on.
"""

LARGEST = 64
"""Replicas of a stack at most: past it nothing is gained, and a lost worker loses more."""


@dataclass(frozen=True, eq=False)
class Task:
    """A trial that is to be trained up to a share of its epochs, after the first `begun` of them."""

    trial: Trial
    share: float = 1.0
    begun: int = 0

    @property
    def until(self) -> int:
        """The epoch it ends with, unless it stops before."""
        return self.trial.until(self.share)


@dataclass(frozen=True, eq=False)
class Stack:
    """Trials that train together; their data is the same. `paused` is where they stand, if they have begun.

    Where `share` is less than 1 they all pause after the same epoch. `identities` are the trials' as the
    sweep knows them.
    """

    number: int
    trials: tuple[Trial, ...]
    identities: tuple[str, ...]
    share: float = 1.0
    paused: tuple[Paused, ...] = ()

    @property
    def steps(self) -> float:
        """A measure of its work, to start the longest first."""
        begun = self.paused[0].epoch if self.paused else 0
        return len(self.trials) * max(trial.until(self.share) - begun for trial in self.trials)


def parameters(experiment: Experiment, shape: Shape, outputs: int) -> int:
    """P of the experiment's network."""
    return experiment.network(shape, outputs).size


def plan(
    tasks: Sequence[Task],
    sizes: dict[str, tuple[Shape, int]],
    *,
    jobs: int = 1,
    size: int | Literal["auto"] = "auto",
) -> list[list[Task]]:
    """Packs the tasks; `sizes` gives input shape and outputs of the networks by data key, `size` forces R.

    Every task is in one stack. Stacks of a group are of nearly equal size, as many for each job.
    """
    groups: dict[object, list[Task]] = {}
    for task in tasks:
        groups.setdefault(_group(task), []).append(task)
    stacks: list[list[Task]] = []
    for group in groups.values():
        first = group[0].trial.experiment
        best = best_size(parameters(first, *sizes[group[0].trial.data_key]))
        R = best if size == "auto" else size
        if isinstance(first.optimizer, WholeSet):
            R = 1  # each takes its own path
        count = math.ceil(len(group) / R)
        if size == "auto":
            count = min(-(-count // jobs) * jobs, len(group))
        bounds = [round(i * len(group) / count) for i in range(count + 1)]
        for start, stop in pairwise(bounds):
            stacks.append(group[start:stop])
    return stacks


def best_size(P: int) -> int:
    """R, the replicas of a stack that is fastest, of networks with P parameters."""
    return max(1, min(LARGEST, CACHED // max(P, 1)))


def _group(task: Task) -> object:
    e = task.trial.experiment
    span = task.share, task.begun, task.until if task.share < 1 else None
    layers = e.architecture.all_layers(1, e.activation, e.initialization, e.regularization)
    parts = (layers, e.optimizer, e.regularization, (e.loss,))
    return (
        task.trial.data_key,
        span,
        e.training.batch_size,
        e.training.sampling,
        str(e.metrics),
        tuple(map(structure, parts)),
    )
