"""What a sweep is made of: points of the space, trials of a point, and what came out of a trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from numpy.typing import NDArray

from mlpcli.experiment import Experiment

Overrides: TypeAlias = Mapping[str, Any]
"""Values by dotted key of the spec: {"optimizer.learning_rate": 0.01, "architecture.hidden": [64, 64]}."""

Status: TypeAlias = Literal["done", "diverged", "failed"]
"""Trained to its end; met a number that is not finite; or raised an error (see `detail`)."""


@dataclass(frozen=True)
class Point:
    """A place in the space: what it changes in the base spec."""

    number: int
    overrides: Overrides


@dataclass(frozen=True, eq=False)
class Trial:
    """A point with a seed, as a full spec. `name` tells trials of a sweep apart: "0012" or "0012-s2"."""

    name: str
    point: Point
    seed: int
    overrides: Overrides
    experiment: Experiment


@dataclass(frozen=True, eq=False)
class Result:
    """What came out of a trial.

    `scores` are those of its best epoch, named as in the history ("validation_loss", "training_loss", ...);
    `history` holds a column an epoch. Both are empty for a trial that failed before its first epoch.
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
    history: Mapping[str, NDArray[Any]] = field(default_factory=dict)
