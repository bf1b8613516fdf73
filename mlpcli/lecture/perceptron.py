"""Rosenblatt's rule, on points that a line separates and on XOR."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves, history, plane
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NORMAL, OFFSET = np.array([1.0, 2.0]), -0.3
"""The line that separates the data set `separable`, from datasets/SOURCES.md."""


class Perceptron(Lecture):
    """Counts passes; Novikoff's bound (R/γ)² on the mistakes comes from the line that drew the data."""

    name = "perceptron"
    title = "Rosenblatt's perceptron"
    note = "Desassis (perceptron algorithm); Rudi-Gaillard 2.1"
    claim = "The rule ends after finitely many mistakes on separable data; on XOR it never does."
    specs = ("perceptron", "perceptron_xor")

    def run(self, *, full: bool = False) -> Outcome:
        """Separable points; XOR up to the limit, ten times as far with `full`."""
        on_line = trained("perceptron")
        on_xor = trained("perceptron_xor", *(["training.epochs=10000"] if full else []))
        x = np.column_stack([on_line.prepared.train.x, np.ones(len(on_line.prepared.train))])
        line = np.append(NORMAL, OFFSET)
        margin = np.abs(x @ line).min() / np.linalg.norm(line)
        bound = np.square(x).sum(axis=1).max() / margin**2
        rows = [
            {
                "data": name,
                "passes": len(session.replica.history),
                "ended": session.replica.reason,
                "accuracy": session.scores("train", "last")["accuracy"],
            }
            for name, session in (("separable", on_line), ("xor", on_xor))
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            plane(left, on_line, "separable: the last line")
            on = {"separable": history(on_line), "XOR, first 40 passes": history(on_xor)}
            curves(
                right,
                {name: (e[:40], loss[:40]) for name, (e, loss) in on.items()},
                "pass",
                "perceptron loss",
            )

        passes, limit = len(on_line.replica.history), on_line.experiment.training.epochs
        ended = [session.replica.reason == "separated" for session in (on_line, on_xor)]
        checks = (
            Check("passes on separable data", passes if ended[0] else limit, "<=", min(bound + 1, limit - 1)),
            Check("accuracy there", on_line.scores("train", "last")["accuracy"], ">=", 1),
            Check("passes on XOR, to the limit", 0 if ended[1] else len(on_xor.replica.history), ">=", 1000),
        )
        return Outcome(checks, rows, draw)
