"""What a run has to keep, so that it can be understood, used and continued; and where it stands in the file.

    checkpoint.h5
    ├── format_version              1
    ├── spec/
    │   ├── resolved                YAML with every default and every `auto` filled in
    │   ├── written                 YAML as the user wrote it
    │   ├── overrides               JSON list of the --set options
    │   ├── folder                  where the relative paths in it start
    │   └── name
    ├── data/
    │   ├── coding/…                fitted preprocessing: texts, numbers, arrays
    │   ├── partition/train         row numbers, (n,)
    │   ├── partition/validation
    │   ├── partition/test
    │   └── fingerprint             tells whether the data is still the same
    ├── weights/
    │   ├── last/0_dense/W …        where the training stands
    │   └── best/0_dense/W …        of the best epoch: the same names, shapes and type
    │                               an ensemble's arrays have an axis in front, a place a member
    ├── optimizer/
    │   └── m/0_dense/W …           each of the optimizer's slots, like the weights; "average" is the mean
    │                               of the iterates, where one is kept
    ├── state                       JSON: position in the training, generators, early stopping, how it ended;
    │                               the last three of an ensemble for each of "members"; where there is
    │                               something to say, its "divergence", and the "diagnosis" of the whole;
    │                               where it was continued, and in what way that was not exact; after
    │                               `mlp calibrate` the "temperature" by weights
    ├── history/epoch …             a column each, (epochs,); an ensemble's has a row a member and epoch,
    │                               and the column "member"
    ├── metrics                     JSON: {"test": {"loss": 0.08, …}, …}
    ├── baselines                   JSON: {"part": "test", "constant": {"loss": 2.3, …}, "linear": {…}}; not
    │                               there where none were made
    └── environment                 JSON: versions, threads, platform

JSON here has Python's NaN and Infinity: the best loss before the first epoch is infinite. Names in a group
come back sorted; the order of the layers stands in the spec.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.store import stored_state
from mlpcli.store.tree import Tree

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
"""By name; those of a network are called "0_dense/W"."""

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Spec:
    """The experiment: its resolved YAML, the YAML as written, the overrides, and where paths start."""

    resolved: str
    written: str = ""
    overrides: tuple[str, ...] = ()
    folder: str = ""
    name: str = ""


@dataclass(frozen=True, eq=False)
class Data:
    """How columns became numbers, and which rows were learned from, watched, and kept for the end."""

    coding: Tree
    partition: Arrays
    fingerprint: str = ""


@dataclass(frozen=True, eq=False)
class Weights:
    """The parameters where the training stands, and those of the best epoch."""

    last: Arrays
    best: Arrays


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run. `slots` is by slot, then name; `state`, `metrics`, `environment`, `baselines` are JSON."""

    spec: Spec
    data: Data
    weights: Weights
    slots: Mapping[str, Arrays]
    state: Mapping[str, Any]
    history: Arrays
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)
    sealed: bool = True
    """Not of the file's contents: whether it had a seal that vouches for them when it was read."""

    def copy(self) -> Checkpoint:
        """With the arrays that training changes in memory of their own; the rest is nobody's to change."""
        weights = Weights(_copied(self.weights.last), _copied(self.weights.best))
        slots = {name: _copied(slot) for name, slot in self.slots.items()}
        return replace(self, weights=weights, slots=slots)

    def inexact(self, since: int = 0) -> list[str]:
        """What made continuations of this training inexact, each with its place; those after an update."""
        return [
            f"epoch {one['epoch']}, batch {one['batch']}: {why}"
            for one in self.state.get("continued", ())
            for why in one["inexact"]
            if one["step"] >= since
        ]

    baselines: Mapping[str, Any] = field(default_factory=dict)

    def problems(self) -> Iterator[str]:
        """What does not fit together, as clauses."""
        if set(self.data.partition) != set(PARTS):
            yield f"the rows are not divided into {', '.join(PARTS)}"
        for part, rows in self.data.partition.items():
            if rows.ndim != 1 or rows.dtype.kind not in "iu" or (rows.size and rows.min() < 0):
                yield f"the {part} rows are no list of row numbers"
        for name, slot in [("best weights", self.weights.best), *self.slots.items()]:
            if _forms(slot) != _forms(self.weights.last):
                yield f"{name} and last weights differ in names, shapes or types"
        if any(array.dtype.kind != "f" for array in self.weights.last.values()):
            yield "weights are no floating-point numbers"
        if any(column.ndim != 1 or column.dtype.kind not in "iuf" for column in self.history.values()):
            yield "the history has a column that is no list of numbers"
        elif any(len(one) != len(other) for one, other in pairwise(self.history.values())):
            yield "the history has columns of different lengths"
        if not all(isinstance(values, Mapping) for values in self.metrics.values()):
            yield "the metrics are not grouped by part of the data"
        yield from stored_state.problems(self.state)


def _copied(arrays: Arrays) -> Arrays:
    return {name: array.copy() for name, array in arrays.items()}


def _forms(arrays: Arrays) -> dict[str, tuple[tuple[int, ...], np.dtype[Any]]]:
    return {name: (array.shape, array.dtype) for name, array in arrays.items()}
