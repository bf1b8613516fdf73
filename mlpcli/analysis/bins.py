"""Probabilities sorted into bins: how often what they are of happened, and how far off they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import Task

TASKS: tuple[Task, ...] = ("binary", "multiclass", "multilabel")
"""Those whose predictions are probabilities of what either happens or not."""


class Bins(NamedTuple):
    """Rows sorted by their probability into B bins of equal width; means are NaN in bins without rows.

    `counts`, `confidence` (mean probability), `frequency` (share of rows where it happened): (B,).
    """

    edges: Array
    counts: Array
    confidence: Array
    frequency: Array

    @property
    def error(self) -> float:
        """ECE = Σ n_b/N |frequency_b - confidence_b|, the expected calibration error.

        *Source:* Naeini, Cooper, Hauskrecht 2015; Guo, Pleiss, Sun, Weinberger 2017, equation 3.

        >>> round(binned(np.array([0.9, 0.9, 0.3, 0.1]), np.array([1, 0, 0, 0])).error, 3)
        0.3
        """
        filled = self.counts > 0
        gaps = np.abs(self.frequency[filled] - self.confidence[filled])
        return float((self.counts[filled] * gaps).sum() / self.counts.sum())


def binned(probability: Array, happened: Array, bins: int = 10) -> Bins:
    """Probabilities (N,), and whether what they are of happened (N,): in bins."""
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip((p * bins).astype(np.intp), 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(place, p, bins) / counts
        frequency = np.bincount(place, y, bins) / counts
    return Bins(edges, counts, confidence, frequency)


def confidences(task: Task, p: Array, y: Array) -> tuple[Array, Array]:
    """p, y: (N, O), of one target -> probabilities (M,), and whether it was so.

    Of the second of two classes, of the predicted one of more; of several labels those of all together.
    """
    if task == "multiclass":
        best = p.argmax(axis=-1)
        return p.max(axis=-1), (best == y.argmax(axis=-1)).astype(np.float64)
    return p.ravel(), y.ravel()
