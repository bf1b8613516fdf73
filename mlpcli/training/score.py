"""Loss and metrics of a network on given rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, Params
from mlpcli.loss import Loss
from mlpcli.metric import Head, Metric, measures
from mlpcli.run import Run

ACTIVATIONS = 4_000_000
"""Numbers per layer that evaluation holds at a time; more rows than that go through in portions."""


@dataclass(frozen=True)
class Units:
    """How standardized targets become the data's own numbers again: unwarp(mean + scale · value)."""

    mean: Array
    scale: Array
    unwarp: Callable[[Array], Array]

    def restore(self, values: Array) -> Array:
        """(..., N, O) -> (..., N, O) in the data's units."""
        return self.unwarp(values * self.scale + self.mean)


@dataclass
class Scorer:
    """Evaluates one network, or a stack, again and again; keeps its work memory between calls.

    Large weights overflow to infinity or NaN, and the scores say so; nothing is warned of.

    `heads` say which columns belong to which target; () where there is one, and not of several labels.
    With `generators`, one a network, dropout leaves units out as in training, and every call differs.
    `units` is given where targets were standardized: metrics are in the data's units, the loss is not.
    """

    network: Network
    loss: Loss
    metrics: Sequence[Metric]
    units: Units | None = None
    heads: Sequence[Head] = ()
    generators: Sequence[Generator] = ()
    _runs: tuple[Run, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._runs = self.network.runs(
            training=False,
            generators=self.generators,
            stacked=len(self.generators) > 1,
            drops=bool(self.generators),
        )

    @np.errstate(all="ignore")
    def outputs(self, params: Sequence[Params], x: Array) -> Array:
        """Z before the loss's link, for every row of x: (..., N, O)."""
        widest = max((math.prod(shape) for shape in self.network.shapes), default=1)
        portion = max(ACTIVATIONS // widest, 256)
        rows = x.shape[-2]
        parts = [
            self.network.forward(params, x[..., start : start + portion, :], self._runs)[0].copy()
            for start in range(0, max(rows, 1), portion)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-2)

    @np.errstate(all="ignore")
    def score(
        self, params: Sequence[Params], x: Array, y: Array, weights: Array | None = None
    ) -> dict[str, Array]:
        """{"loss": (...), metric: (...), ...} on the rows x: (..., N, I), y: (..., N, O).

        weights: (N,) are those of the loss, which is then Σ w ℓ / Σ w; metrics count every row the same.
        """
        return self.judge(self.outputs(params, x), y, weights)

    @np.errstate(all="ignore")
    def judge(self, z: Array, y: Array, weights: Array | None = None) -> dict[str, Array]:
        """The same from outputs that are known, z: (..., N, O)."""
        y = np.asarray(y)  # of rows that stay on disk
        values = self.loss.sample_values(z, y)
        if weights is None:
            scores = {"loss": values.mean(axis=-1, dtype=np.float64)}
        else:
            scores = {
                "loss": (values * weights).sum(axis=-1, dtype=np.float64)
                / weights.sum(axis=-1, dtype=np.float64)
            }
        if self.metrics:
            prediction = self.loss.predict(z)
            if self.units is not None:
                prediction, y = self.units.restore(prediction), self.units.restore(y)
            for measure in measures(self.metrics, self.heads):
                scores[measure.name] = measure.value(prediction, y)
            for metric in () if self.heads else self.metrics:
                scores[metric.kind] = metric.value(prediction, y)
        return scores
