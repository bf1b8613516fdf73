"""What a sweep is made of: points of the space, trials of a point, and what came out of a trial."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from numpy.typing import NDArray

from mlpcli.experiment import Experiment

Overrides: TypeAlias = Mapping[str, Any]
"""Values by dotted key of the spec: {"optimizer.learning_rate": 0.01, "architecture.hidden": [64, 64]}."""

Status: TypeAlias = Literal["done", "pruned", "diverged", "failed"]
"""Trained as far as asked; given up by the method as not good enough; met a number that is not finite; or
raised an error (see `detail`)."""


@dataclass(frozen=True)
class Point:
    """A place in the space: what it changes in the base spec."""

    number: int
    overrides: Overrides = field(hash=False)


@dataclass(frozen=True, eq=False)
class Trial:
    """A point with a seed and a fold, as a full spec. `name` tells trials apart: "0012" or "0012-s2-f0"."""

    name: str
    point: Point
    seed: int
    overrides: Overrides
    experiment: Experiment

    @cached_property
    def data_key(self) -> str:
        """Equal for trials that read the same data in the same way."""
        return data_key(self.experiment)

    def until(self, share: float) -> int:
        """The epoch after which this share of its training is done; the first at least.

        A tolerance keeps 1/3 of 9 epochs at 3, whatever the division leaves.
        """
        epochs = self.experiment.training.epochs
        return epochs if share >= 1 else min(max(math.ceil(share * epochs - 1e-9), 1), epochs)


def data_key(experiment: Experiment) -> str:
    """Equal for experiments that read the same data in the same way."""
    return experiment.data.model_dump_json() + experiment.training.precision + str(experiment.folder)


@dataclass(frozen=True, eq=False)
class Result:
    """What came out of a trial.

    `scores` are those of its best epoch, named as in the history ("validation_loss", "training_loss", ...);
    `history` holds a column of values by epoch. Both are empty for a trial that failed before its first
    epoch. `until` is the epoch that it was to reach; where it can go on from there, `ended` is false.
    """

    identity: str
    trial: str
    point: int
    seed: int
    overrides: Overrides
    status: Status
    detail: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    epochs: int = 0
    best_epoch: int = 0
    seconds: float = 0.0
    until: int = 0
    ended: bool = True
    history: Mapping[str, NDArray[Any]] = field(default_factory=dict)
