"""Whether the numbers of several runs are of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.store.contents import PARTS
from mlpcli.store.trained import Trained

Run = Trained | CrossValidated


@dataclass(frozen=True)
class Likeness:
    """What is the same in all runs: the files byte by byte, what is predicted, the loss, the rows of a part.

    The loss is the same where it is the same function, of a target in the same units, with the same weights
    of the rows.
    """

    data: bool
    target: bool
    loss: bool
    rows: Mapping[str, bool]

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Likeness:
        """Of two or more."""
        data = _same([_fingerprint(run) for run in runs])
        rows = {part: data and _same_rows([parts_of(run, part) for run in runs]) for part in PARTS}
        return cls(data, _same(list(map(_target, runs))), _same(list(map(_loss, runs))), rows)

    def comparable(self, part: str, metric: str = "") -> bool:
        """Whether this number of one can be compared with that of another."""
        return self.target and self.rows[part] and (metric != "loss" or self.loss)

    def notes(self) -> list[str]:
        """What a reader has to know, in sentences."""
        if not self.data:
            return ["the data is not the same: the numbers cannot be compared, and no best is marked"]
        if not self.target:
            return [
                "the data is the same, but what is predicted is not: the numbers cannot be compared, and no "
                "best is marked"
            ]
        other = [part for part in reversed(PARTS) if not self.rows[part]]
        notes = ["data and rows of all parts are the same: the numbers can be compared"]
        if other:
            notes = [
                f"the data is the same, but the rows of {_listed(other)} are not: their numbers cannot be "
                "compared, and no best is marked there"
            ]
        if not self.loss:
            notes.append(
                "the losses are not the same (function, units of the target, or weights of the rows): they "
                "cannot be compared, and no best is marked there"
            )
        return notes


def _listed(words: Sequence[str]) -> str:
    """As in: test, validation and train."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def parts_of(run: Run, part: str) -> list[NDArray[Any]]:
    """The rows of a part; of folds those of each, or once where all have the same."""
    folds = run.folds if isinstance(run, CrossValidated) else (run,)
    rows = [np.asarray(fold.checkpoint.data.partition[part]) for fold in folds]
    return rows[:1] if all(np.array_equal(own, rows[0]) for own in rows) else rows


def _same(values: Sequence[Any]) -> bool:
    return all(value == values[0] for value in values)


def _same_rows(runs: Sequence[Sequence[NDArray[Any]]]) -> bool:
    first = runs[0]
    return all(len(run) == len(first) and all(map(np.array_equal, run, first)) for run in runs)


def _fingerprint(run: Run) -> str:
    fold = run.folds[0] if isinstance(run, CrossValidated) else run
    return fold.checkpoint.data.fingerprint


def _target(run: Run) -> Any:
    """An autoencoder predicts its features."""
    names = run.experiment.data.targets
    return run.experiment.data.task, names or run.coding.feature_names


def _loss(run: Run) -> Any:
    experiment, units = run.experiment, run.coding.units
    data = experiment.data
    return (
        None if experiment.loss is None else experiment.loss.model_dump(),
        (data.weight, data.class_weights, data.transforms),
        None if units is None else [np.asarray(one).tolist() for one in units],
    )
