"""A trained network with everything that turns a table into its predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.data.coding import Coding
from mlpcli.data.frame import Frame
from mlpcli.data.prepare import Samples
from mlpcli.experiment import Experiment
from mlpcli.metric import Metric
from mlpcli.training.score import Scorer, Units


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a model says about the rows of a frame.

    `columns` are for people: the target by name (classes as in the training data, numbers in its units),
    for classes also `probability_<class>`. `notes` tell of cells that had to be filled or were never seen.
    """

    columns: dict[str, NDArray[Any]]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """A network with its weights θ: (P,), its resolved experiment, and the fitted coding of its data."""

    experiment: Experiment
    coding: Coding
    network: Network
    theta: Array

    def scores(self, samples: Samples, metrics: Sequence[Metric] | None = None) -> dict[str, float]:
        """Loss and metrics (the experiment's, unless given) on coded rows; tables are left out."""
        metrics = (self.experiment.metrics or ()) if metrics is None else metrics
        scalar = [metric for metric in metrics if metric.scalar]
        scores = self._scorer(scalar).score(
            self.network.views(self.theta), samples.x, samples.y, samples.weights
        )
        return {name: float(value) for name, value in scores.items()}

    def tables(self, samples: Samples) -> dict[str, Array]:
        """The experiment's metrics that are tables, such as the confusion matrix (C, C)."""
        metrics = [metric for metric in self.experiment.metrics or () if not metric.scalar]
        scores = self._scorer(metrics).score(
            self.network.views(self.theta), samples.x, samples.y, samples.weights
        )
        return {name: table for name, table in scores.items() if name != "loss"}

    def predict(self, frame: Frame) -> Prediction:
        """Predictions for every row, in order. The target column need not be there.

        Raises DataError where a feature is missing or a cell cannot be coded.
        """
        x, findings = self.coding.encode(frame, None, self.theta.dtype)
        return Prediction(self.coding.decode(self.outputs(x)), tuple(map(str, findings)))

    @np.errstate(all="ignore")
    def outputs(self, x: Array) -> Array:
        """Coded rows x: (N, I) -> probabilities (N, C) or (N, 1), or standardized numbers (N, O)."""
        scorer = self._scorer(())
        return scorer.loss.predict(scorer.outputs(self.network.views(self.theta), x))

    def _scorer(self, metrics: Sequence[Metric]) -> Scorer:
        assert self.experiment.loss is not None, "the experiment is resolved"
        return Scorer(self.network, self.experiment.loss, metrics, units_of(self.coding), self.coding.heads)


def units_of(coding: Coding) -> Units | None:
    """The units in which metrics speak; None for classes."""
    return None if coding.units is None else Units(*map(np.asarray, coding.units))
