"""A trained network with everything that turns a table into its predictions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.data.coded import Samples
from mlpcli.data.coding import Coding, Finding
from mlpcli.data.frame import Frame
from mlpcli.experiment import Experiment
from mlpcli.loss import Loss
from mlpcli.mean.arithmetic import Arithmetic
from mlpcli.metric import Metric
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.deviation import deviations
from mlpcli.training.score import Scorer, Units


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a model says about the rows of a frame.

    `columns` are for people: the target by name (classes as in the training data, numbers in its units),
    for classes also `probability_<class>`; of a model with samples also deviations (`training.deviation`).
    `findings` tell of cells that had to be filled or were never seen; `lost` rows have a prediction that is
    not finite, since the network's numbers overflowed.
    """

    columns: dict[str, NDArray[Any]]
    findings: tuple[Finding, ...]
    lost: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """The findings, a line each."""
        return tuple(map(str, self.findings))


@dataclass(frozen=True, eq=False)
class Model:
    """A network with its weights θ: (P,), its resolved experiment, and the fitted coding of its data.

    An ensemble has the weights of its k members, (k, P), and predicts by the mean of their predictions.
    With `samples` T, predictions are means over T passes in which dropout leaves units out, drawn from
    `seed`: Monte Carlo dropout. The spread of the passes is a measure of what the network does not know.
    Outputs are divided by the `temperature`, which calibrates probabilities (analysis.calibration).

    *Source:* Lepetit (dropout, Σ p(μ) p(y | x, μ) over the masks μ); Gal, Ghahramani 2016; Guo et al. 2017.
    """

    experiment: Experiment
    coding: Coding
    network: Network
    theta: Array
    samples: int = 0
    seed: int = 0
    temperature: float = 1.0

    def scores(
        self, samples: Samples, metrics: Sequence[Metric] | None = None, crew: Crew = ALONE
    ) -> dict[str, float]:
        """Loss and metrics (the experiment's, unless given) on coded rows; tables are left out."""
        metrics = (self.experiment.metrics or ()) if metrics is None else metrics
        scores = self._judged(samples, [metric for metric in metrics if metric.scalar], crew)
        return {name: float(value) for name, value in scores.items()}

    def tables(self, samples: Samples) -> dict[str, Array]:
        """The experiment's metrics that are tables, such as the confusion matrix (C, C)."""
        metrics = [metric for metric in self.experiment.metrics or () if not metric.scalar]
        scores = self._judged(samples, metrics)
        return {name: table for name, table in scores.items() if name != "loss"}

    @np.errstate(all="ignore")
    def predict(self, frame: Frame) -> Prediction:
        """Predictions for every row, in order. The target column need not be there.

        Raises DataError where a feature is missing or a cell cannot be coded.
        """
        x, findings = self.coding.encode(frame, None, self.theta.dtype)
        z = self.passes(x)
        predicted = self.loss.predict(self.pooled(z))
        lost = len(predicted) - int(np.isfinite(predicted).all(axis=-1).sum())
        columns = self.coding.decode(predicted)
        if self.samples:
            columns |= deviations(self.coding, columns, self.loss.predict(z))
        return Prediction(columns, findings, lost)

    @np.errstate(all="ignore")
    def outputs(self, x: Array) -> Array:
        """Coded rows x: (N, I) -> probabilities (N, C) or (N, 1), or standardized numbers (N, O)."""
        return self.loss.predict(self.logits(x))

    @np.errstate(all="ignore")
    def logits(self, x: Array) -> Array:
        """Coded rows x: (N, I) -> z before the loss's link, of all passes and networks pooled: (N, O)."""
        return self.pooled(self.passes(x))

    @property
    def loss(self) -> Loss:
        """What was minimised; its link makes predictions of the network's outputs."""
        assert self.experiment.loss is not None, "the experiment is resolved"
        return self.experiment.loss

    @np.errstate(all="ignore")
    def _judged(self, samples: Samples, metrics: Sequence[Metric], crew: Crew = ALONE) -> dict[str, Array]:
        scorer = Scorer(self.network, self.loss, metrics, units_of(self.coding), self.coding.heads)
        passes = self._passes_of(samples.x, crew)
        return scorer.judge(lambda rows: self.pooled(passes(rows)), samples.y, samples.weights)

    def seeded(self, more: int) -> Model:
        """With other draws for passes with dropout: those of `seed` + more."""
        return replace(self, seed=self.seed + more)

    def passes(self, x: Array) -> Array:
        """Every z that the prediction is made of: (N, O) of a single one, else (k T, N, O)."""
        return self._passes_of(x)(slice(None))

    def _passes_of(self, x: Array, crew: Crew = ALONE) -> Callable[[slice], Array]:
        """The same of the rows that are asked for, one portion after the other."""
        params, members = self.network.views(self.theta), len(np.atleast_2d(self.theta))
        if not self.samples:
            return partial(Scorer(self.network, self.loss, (), crew=crew).outputs, params, x)
        generators = [np.random.default_rng(s) for s in np.random.SeedSequence(self.seed).spawn(members)]
        scorer = Scorer(self.network, self.loss, (), generators=generators)

        def drawn(rows: slice) -> Array:
            z = np.stack([scorer.outputs(params, x, rows) for _ in range(self.samples)])
            return z.reshape(-1, *z.shape[-2:])

        return drawn

    def pooled(self, z: Array) -> Array:
        """(N, O): the z whose prediction is the mean of the predictions."""
        ensemble = self.experiment.ensemble
        if z.ndim > 2:
            z = self.loss.pooled(z, ensemble.mean if ensemble else Arithmetic())
        return z if self.temperature == 1 else z / np.asarray(self.temperature, z.dtype)


def units_of(coding: Coding) -> Units | None:
    """The units in which metrics speak; None for classes."""
    if coding.units is None:
        return None
    shift, scale = map(np.asarray, coding.units)
    return Units(shift, scale, coding.unwarp)
