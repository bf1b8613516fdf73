"""Loss and metrics of a network on given rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, Params
from mlpcli.loss import Loss
from mlpcli.metric import Head, Measure, Metric, Summary, measures
from mlpcli.run import Run
from mlpcli.training.crew import ALONE, Crew

ACTIVATIONS = 500_000
"""Numbers per layer, or of input, that evaluation holds at a time; more rows go through in portions."""

JUDGED = 1_000_000
"""Numbers of output that are judged at a time."""

LEAST = 256
"""Rows at a time, however wide they are."""

HELD = 24
"""Bytes, about, that a number of output takes while it is judged: z and target, in both units in double
precision, the prediction, and what a metric makes of them."""

RANKED = 5
"""Bytes of a probability and a membership, which the area under the curve keeps of all rows and classes; and
once more, of a class at a time, in sorted order."""


def rows_at_a_time(network: Network) -> int:
    """Rows that go through a network together in evaluation."""
    widest = max(math.prod(shape) for shape in (network.input_shape, *network.shapes))
    return max(ACTIVATIONS // max(widest, 1), LEAST)


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
    The `crew` takes portions of rows that are in memory in turn, which changes none of the bits.
    """

    network: Network
    loss: Loss
    metrics: Sequence[Metric]
    units: Units | None = None
    heads: Sequence[Head] = ()
    generators: Sequence[Generator] = ()
    crew: Crew = ALONE
    _runs: list[tuple[Run, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._runs = [
            self.network.runs(
                training=False,
                generators=self.generators,
                stacked=len(self.generators) > 1,
                drops=bool(self.generators),
            )
            for _ in range(self.crew.size)
        ]

    @np.errstate(all="ignore")
    def outputs(self, params: Sequence[Params], x: Array, rows: slice = slice(None)) -> Array:
        """Z before the loss's link, for every row of x, or these consecutive ones: (..., N, O)."""
        portion = rows_at_a_time(self.network)
        first, end, _ = rows.indices(x.shape[-2])
        starts = range(first, max(end, first + 1), portion)
        parts: dict[int, Array] = {}
        waiting = iter(starts)

        def take(runs: Sequence[Run]) -> None:
            for start in waiting:
                own = x[..., start : min(start + portion, end), :]
                parts[start] = self.network.forward(params, own, runs)[0].copy()

        in_turn = bool(self.generators) or not isinstance(x, np.ndarray)  # numbers, or reads, have an order
        threads = 1 if in_turn else min(self.crew.size, len(starts))
        self.crew([partial(take, runs) for runs in self._runs[:threads]])
        return parts[first] if len(parts) == 1 else np.concatenate([parts[s] for s in starts], axis=-2)

    @np.errstate(all="ignore")
    def score(
        self, params: Sequence[Params], x: Array, y: Array, weights: Array | None = None
    ) -> dict[str, Array]:
        """{"loss": (...), metric: (...), ...} on the rows x: (..., N, I), y: (..., N, O).

        weights: (N,) are those of the loss, which is then Σ w ℓ / Σ w; metrics count every row the same.
        """
        return self.judge(lambda rows: self.outputs(params, x, rows), y, weights)

    @np.errstate(all="ignore")
    def judge(
        self, outputs: Callable[[slice], Array], y: Array, weights: Array | None = None
    ) -> dict[str, Array]:
        """The same where something else gives the outputs of the rows it is asked for, z: (..., n, O).

        Only a portion of them is held at a time, and what the metrics keep of it.
        """
        rows, width = y.shape[-2:]
        portion = max(JUDGED // max(width, 1), LEAST)
        measures = self._measures(width)
        losses: list[Array] = []
        counts: list[Array] = []
        summaries: list[list[Summary]] = [[] for _ in measures]
        for start in range(0, max(rows, 1), portion):
            own = slice(start, min(start + portion, rows))
            z, target = outputs(own), np.asarray(y[..., own, :])
            values, w = self.loss.sample_values(z, target), None if weights is None else weights[..., own]
            losses.append(np.add.reduce(values if w is None else values * w, axis=-1, dtype=np.float64))
            counts.append(np.asarray(target.shape[-2]) if w is None else w.sum(axis=-1, dtype=np.float64))
            if measures:
                prediction = self.loss.predict(z)
                if self.units is not None:
                    prediction, target = self.units.restore(prediction), self.units.restore(target)
                for measure, known in zip(measures, summaries, strict=True):
                    known.append(measure.summary(prediction, target))
        scores = {"loss": np.asarray(sum(losses[1:], losses[0]) / sum(counts[1:], counts[0]))}
        for measure, known in zip(measures, summaries, strict=True):
            scores[measure.name] = measure.concluded(known)
        return scores

    def _measures(self, width: int) -> list[Measure]:
        """What is measured: the metrics on each target, or without heads each on all columns as they are."""
        if self.heads:
            return measures(self.metrics, self.heads)
        return [Measure(m, Head("", m.tasks[0], 0, width)) for m in self.metrics]
