"""How right a run is about each row that it has not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.evaluation.folds import Judge
from mlpcli.evaluation.judging import stored
from mlpcli.evaluation.loaded import loaded
from mlpcli.metric import Head, above
from mlpcli.metric.counting import labels
from mlpcli.store.trained import Trained
from mlpcli.training.model import units_of

CLASSES = ("binary", "multiclass", "multilabel")


@dataclass(frozen=True, eq=False)
class Outcome:
    """Of one target: the truth, and `values`: (N,), whether the class is right (bool) or the squared error.

    Of several labels all have to be right. Of several numbers it is the mean of their squared errors, in the
    units of the data: those in large units weigh most, as they do in rmse.
    """

    target: str
    truth: NDArray[Any]
    values: NDArray[Any]

    def same_truth(self, other: Outcome) -> bool:
        """Whether both are about the same cells; numbers went through each run's own precision."""
        if self.target != other.target or self.truth.shape != other.truth.shape:
            return False
        if self.truth.dtype.kind != "f" or other.truth.dtype.kind != "f":
            return bool(np.array_equal(self.truth, other.truth))
        near = 1e-3 * np.std(self.truth, axis=0) + 1e-6 * np.abs(self.truth)
        return bool((np.abs(self.truth - other.truth) <= near).all())


@np.errstate(all="ignore")
def outcomes(run: Trained | CrossValidated, data: str) -> list[Outcome]:
    """Target by target, of the best weights on the "test" rows, or of folds on those "out_of_fold".

    Of a cross-validation the mean of the networks predicts the test rows. Raises DataError where the rows
    cannot be read again, CheckpointError where weights are not finite.
    """
    if isinstance(run, CrossValidated):
        judge = Judge.of(run)
        said = judge.said(data)
        z, y, loss = said.decided, said.y, judge.networks.loss
    else:
        samples, model = stored(run, "test"), loaded(run, "best", None)
        z, y, loss = model.logits(samples.x), np.asarray(samples.y), model.loss
    prediction, y = loss.predict(z).astype(np.float64), y.astype(np.float64)
    units = units_of(run.coding)
    if units is not None:
        prediction, y = units.restore(prediction), units.restore(y)
    return [_outcome(head, prediction[:, head.columns], y[:, head.columns]) for head in run.coding.heads]


def _outcome(head: Head, prediction: Array, y: Array) -> Outcome:
    """prediction, y: (N, O) of this target. What is not finite is wrong."""
    if head.task not in CLASSES:
        return Outcome(head.name, y, np.square(prediction - y).mean(axis=-1))
    finite = np.isfinite(prediction).all(axis=-1)
    if head.task == "multilabel":
        return Outcome(head.name, y > 0.5, ((prediction > 0.5) == (y > 0.5)).all(axis=-1) & finite)
    if prediction.shape[-1] == 1:
        prediction = above(prediction, head.threshold)
    said, true = labels(prediction).astype(np.intp), labels(y).astype(np.intp)
    return Outcome(head.name, _named(head.classes, true), (said == true) & finite)


def _named(classes: Sequence[Any], places: NDArray[np.intp]) -> NDArray[Any]:
    """The classes by name, as one run may have others than another; numbers where they have no names."""
    names = np.empty(len(classes), dtype=object)
    names[:] = classes
    return names[places] if len(classes) else places
