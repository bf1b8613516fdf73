"""What is analysed: a checkpoint that was read, with its network and the rows that it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coded import Samples
from mlpcli.data.coding.array import ArrayCoding
from mlpcli.data.coding.number import NumberCoding
from mlpcli.data.prepare import reread
from mlpcli.data.split import Part
from mlpcli.errors import DataError, UsageError
from mlpcli.metric import Head, Task
from mlpcli.store.trained import Trained
from mlpcli.training.model import Model
from mlpcli.training.session import Which

PREFERRED: tuple[Part, ...] = ("test", "validation", "train")
"""Parts in the order in which a picture of one takes them."""

IN_WORDS = {
    "binary": "two classes",
    "multiclass": "classes",
    "regression": "numbers",
    "multilabel": "labels",
    "distribution": "shares",
    "multiple": "several targets",
}


class MisfitError(UsageError):
    """A kind of picture or of analysis does not fit; the message is a clause that says why."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """Features that are numbers: names, and what x · scale + shift needs to bring them to their units."""

    names: tuple[str, ...]
    shift: Array
    scale: Array

    def coded(self, values: Array) -> Array:
        """(N, I) in the data's units -> as the network takes them."""
        return (values - self.shift) / self.scale

    def values(self, x: Array) -> Array:
        """The inverse, in double precision."""
        return np.asarray(x, dtype=np.float64) * self.scale + self.shift


@dataclass(frozen=True, eq=False)
class Run:
    """A checkpoint that was read, with its model and rows, each made when first asked for."""

    trained: Trained
    which: Which = "best"

    @property
    def name(self) -> str:
        """What the run is called: its folder's name, or that of a file that stands alone."""
        path = self.trained.path
        return path.parent.name or path.stem if path.name == "checkpoint.h5" else path.stem

    @cached_property
    def model(self) -> Model:
        """The network with the weights asked for."""
        return self.trained.model(self.which)

    @property
    def heads(self) -> tuple[Head, ...]:
        """What is predicted, target by target."""
        return self.trained.coding.heads

    def part(self, asked: Part | None = None) -> Part:
        """The part asked for, else the first of test, validation and train that has rows."""
        rows = self.trained.checkpoint.data.partition
        if asked is not None:
            if not len(rows[asked]):
                raise DataError(f"the {asked} part of {self.name} has no rows")
            return asked
        return next((part for part in PREFERRED if len(rows[part])), "train")

    @cached_property
    def _parts(self) -> dict[Part, Samples]:
        return {}

    def samples(self, part: Part) -> Samples:
        """The coded rows of a part. Raises DataError if the data is not there or has changed."""
        if part not in self._parts:
            experiment, data = self.trained.experiment, self.trained.checkpoint.data
            self._parts[part] = reread(
                experiment.data,
                experiment.folder,
                self.trained.coding,
                part,
                np.asarray(data.partition[part]),
                data.fingerprint,
                experiment.training.precision,
            )
        return self._parts[part]

    def judged(self, head: Head, part: Part) -> tuple[Array, Array]:
        """Predictions and targets of one target's columns, (N, O) each; numbers in the data's units."""
        samples, units = self.samples(part), self.trained.coding.units
        prediction, target = self.model.outputs(samples.x), samples.y
        if units is not None:
            prediction, target = (values * units[1] + units[0] for values in (prediction, target))
        return prediction[:, head.columns], target[:, head.columns]

    def head(self, tasks: Sequence[Task], wanted: str | None = None) -> Head:
        """The first target of one of these tasks, or the one of this name. Raises MisfitError."""
        fitting = [head for head in self.heads if head.task in tasks]
        if not fitting:
            found = self.heads[0].task if len(self.heads) == 1 else "multiple"
            needed = _needed(tasks)
            raise MisfitError(
                f"it needs a target of {needed}, and this run predicts {IN_WORDS.get(found, found)}"
            )
        if wanted is None:
            return fitting[0]
        for head in fitting:
            if head.name == wanted:
                return head
        there = (
            ", ".join(head.name for head in fitting if head.name)
            or "there is one target, which needs no name"
        )
        raise UsageError(f"target: {wanted!r} does not fit; {there}")

    def inputs(self, count: int) -> Inputs:
        """So many features, all numbers. Raises MisfitError where there are others."""
        codings = self.trained.coding.features.codings
        numbers = all(
            isinstance(c, NumberCoding) or (isinstance(c, ArrayCoding) and len(c.shape) == 1) for c in codings
        )
        width = self.trained.coding.features.width
        if not numbers or width != count:
            wanted = "one feature that is a number" if count == 1 else f"{count} features that are numbers"
            found = f"{width} inputs" if numbers else "features of another type"
            raise MisfitError(f"it needs {wanted}, and this run has {found}")
        features = self.trained.coding.features
        return Inputs(features.names, features.shift, features.scale)

    @property
    def theta(self) -> Array:
        """θ: (P,) in double precision; of an ensemble the first network's."""
        return np.asarray(np.atleast_2d(self.model.theta)[0], dtype=np.float64).copy()

    def some(self, part: Part, rows: int) -> Samples:
        """So many rows of a part at most, evenly chosen. Raises DataError as `samples` does."""
        samples = self.samples(self.part(part))
        if len(samples) <= rows:
            return samples
        chosen = np.unique(np.linspace(0, len(samples) - 1, rows).round().astype(int))
        weights = None if samples.weights is None else samples.weights[chosen]
        return Samples(samples.x[chosen], samples.y[chosen], samples.rows[chosen], weights)


Runs: TypeAlias = Sequence[Run]
"""What an analysis is of: most take one run."""


def alone(runs: Runs) -> Run:
    """The only run. Raises MisfitError."""
    if len(runs) != 1:
        raise MisfitError(f"it is of one run, and these are {len(runs)}")
    return runs[0]


def _needed(tasks: Sequence[Task]) -> str:
    """What a target has to be.

    >>> _needed(("binary", "multiclass")), _needed(("regression", "counts", "binary"))
    ('classes', 'numbers or two classes')
    """
    words = ["numbers"] * ("regression" in tasks)
    if "binary" in tasks:
        words.append("classes" if "multiclass" in tasks else "two classes")
    return " or ".join(words)
