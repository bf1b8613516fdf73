"""Metrics of a cross-validation: no row is judged by a network that has learned from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from mlpcli.arrays import Array
from mlpcli.cross_validation.committee import Committee, as_one
from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.data.coded import Samples, coded_parts
from mlpcli.data.coding import Coding
from mlpcli.data.frame import Frame
from mlpcli.data.prepare import reopened
from mlpcli.data.source import source_for
from mlpcli.data.spec import Data
from mlpcli.data.split import Part
from mlpcli.data.weighting import class_names
from mlpcli.errors import CheckpointError, DataError, UsageError
from mlpcli.evaluation.judging import Evaluation, coded_file
from mlpcli.evaluation.loaded import Passes, committee, opened
from mlpcli.evaluation.said import Piece, Said
from mlpcli.metric import measures
from mlpcli.store.trained import Trained
from mlpcli.training.session import Which

OUT_OF_FOLD = "out_of_fold"
"""The watched rows, each predicted by the network that has not learned from it."""


@dataclass(frozen=True, eq=False)
class Judge:
    """A cross-validation and the networks of its folds."""

    run: CrossValidated
    networks: Committee

    @classmethod
    def of(cls, run: CrossValidated, which: Which = "best", passes: Passes | None = None) -> Judge:
        """With these weights. Raises as `loaded` does."""
        return cls(run, committee(run, which, passes))

    @property
    def has_test(self) -> bool:
        """Whether there are rows that no fold has."""
        return len(self.run.folds[0].checkpoint.data.partition["test"]) > 0

    def out_of_fold(self) -> Evaluation:
        """Of the watched rows, each by the network that has not learned from it."""
        return self._judged(OUT_OF_FOLD, self.said(OUT_OF_FOLD))

    def test(self) -> Evaluation:
        """Of the test rows, by the mean of all networks: none has learned from them."""
        if not self.has_test:
            raise DataError("the test part has no rows; evaluate another (--split validation) or name a file")
        return self._judged("test", self.said("test"))

    def said(self, data: str) -> Said:
        """Of the test rows ("test"), or, fold after fold, of the watched ones ("out_of_fold")."""
        return self._tested(self._frame) if data == "test" else self._watched(self._frame)

    def file(self, path: str) -> Evaluation:
        """Of another file, by the mean of all networks.

        In the file that they have been trained on, watched rows are predicted by the one network that has
        not learned from them, and rows that all have learned from are left out.
        """
        folds = self.run.folds
        if source_for(path).fingerprint(Path()) == folds[0].checkpoint.data.fingerprint:
            return self._known(path)
        frame, each, found = opened(self.run, path), [], []
        for number, fold in enumerate(folds):
            samples, findings = coded_file(*self._coding(fold), frame, fold.experiment.training.precision)
            each.append(self._said(number, samples))
            found.append(findings)
        return self._judged(path, Said.by_all(self.networks, each), [str(one) for one in as_one(found)])

    def _known(self, path: str) -> Evaluation:
        frame = opened(self.run, path)
        said = Said.of([self._watched(frame), *([self._tested(frame)] if self.has_test else [])])
        known = [rows for fold in self.run.folds for rows in fold.checkpoint.data.partition.values()]
        left = len(np.unique(np.concatenate(known))) - len(said.z)
        told = f"{path} is what the folds were trained on: each row is predicted by networks that have not"
        notes = [f"{told} learned from it"]
        notes += [f"{left:,} rows that every network has learned from are left out"] if left else []
        return self._judged(path, said, notes)

    def _watched(self, frame: Frame) -> Said:
        pieces = []
        for number, fold in enumerate(self.run.folds):
            own = self._said(number, self._stored(fold, "validation", frame))
            pieces.append(Said.by_one(self.networks, number, own))
        return Said.of(pieces)

    def _tested(self, frame: Frame) -> Said:
        folds = self.run.folds
        rows = [fold.checkpoint.data.partition["test"] for fold in folds]
        if not all(np.array_equal(own, rows[0]) for own in rows):
            raise CheckpointError(f"{self.run.path}: its folds do not have the same test rows")
        each = [self._said(number, self._stored(fold, "test", frame)) for number, fold in enumerate(folds)]
        return Said.by_all(self.networks, each)

    def _said(self, number: int, samples: Samples) -> Piece:
        return Piece(self.networks.said(number, samples.x), np.asarray(samples.y), samples.weights)

    def _stored(self, fold: Trained, part: Part, frame: Frame) -> Samples:
        data, coding = self._coding(fold)
        rows = np.asarray(fold.checkpoint.data.partition[part])
        if len(rows) and rows.max() >= len(frame):
            raise CheckpointError(f"{fold.path} has rows that {frame.origin} has not")
        precision = fold.experiment.training.precision
        return coded_parts(data, coding, {part: frame}, {part: rows}, precision)[part][0]

    @cached_property
    def _frame(self) -> Frame:
        """The rows that all folds divide, read once. Raises DataError if they have changed since."""
        first = self.run.folds[0]
        data, stored = first.experiment.data, first.checkpoint.data.fingerprint
        return reopened(data, first.experiment.folder, "train", stored)

    def _coding(self, fold: Trained) -> tuple[Data, Coding]:
        """The fold's features, and the target as all folds have it; a class that is new to it weighs 1."""
        data, coding = fold.experiment.data, Coding(fold.coding.features, self.run.coding.target)
        if isinstance(data.class_weights, dict):
            weights = {name: data.class_weights.get(name, 1.0) for name in class_names(coding)}
            data = data.model_copy(update={"class_weights": weights})
        return data, coding

    def _judged(self, data: str, said: Said, notes: Sequence[str] = ()) -> Evaluation:
        scores: dict[str, Array] = {}
        metrics = self.run.experiment.metrics or ()
        for z, decides in ((said.z, False), (said.decided, True)):
            own = [metric for metric in metrics if metric.decides == decides]
            scores = self.networks.judged(z, said.y, said.weights, own) | scores
        names = [measure.name for measure in measures(metrics, self.run.coding.heads)]
        numbers = {name: float(scores[name]) for name in ("loss", *names) if scores[name].ndim == 0}
        tables = {name: scores[name] for name in names if scores[name].ndim}
        return Evaluation(data, len(said.z), numbers, tables, tuple(notes))


def evaluate_folds(
    run: CrossValidated,
    path: str | None = None,
    part: str | None = None,
    which: Which = "best",
    *,
    passes: Passes | None = None,
) -> tuple[Evaluation, Evaluation | None]:
    """Scores on the test rows or the watched ones (validation), or on another file.

    Without a choice it is the test rows with the watched ones beside them, or these alone where there are no
    test rows. Raises DataError as `evaluate` does, and UsageError for training rows: each network has others.
    """
    if part == "train":
        raise UsageError(
            f"{run.path} is a cross-validation, each network of which has training rows of its own: evaluate "
            "--split validation (each row by the network that has not learned from it), or one of its folds"
        )
    judge = Judge.of(run, which, passes)
    if path is not None:
        return judge.file(path), None
    if part == "validation" or (part is None and not judge.has_test):
        return judge.out_of_fold(), None
    return judge.test(), judge.out_of_fold() if part is None else None
