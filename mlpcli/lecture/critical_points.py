"""Critical points of a small network's objective: minima below, saddles above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpcli.analysis.critical import distinct
from mlpcli.analysis.hessian import analyze, correlation
from mlpcli.lecture.analysing import run_of
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEARCHES, POINTS, SPREAD = 3, 16, 1.5
"""Searches from other starts each, the points of one, and how far the starts are spread."""


class CriticalPoints(Lecture):
    """Points with ∇J̃ = 0, found by making ‖∇J̃‖ small, and the eigenvalues of the Hessian at each."""

    name = "critical-points"
    title = "Saddles have the larger error"
    note = "Lepetit (saddle points)"
    claim = "The larger the error of a critical point, the larger its share of negative eigenvalues."
    specs = ("critical_points",)

    def run(self, *, full: bool = False) -> Outcome:
        """Three searches for 16 points, with `full` ten for 30."""
        run = run_of(trained("critical_points"), self.name)
        searches, count = (10, 30) if full else (SEARCHES, POINTS)
        every = [
            point
            for seed in range(searches)
            for point in analyze((run,), critical=count, spread=SPREAD, seed=seed).drawn
        ]
        points = distinct(every)
        rows = [
            {
                "training error": point.loss,
                "share of negative eigenvalues": point.spectrum.negative,
                "smallest": float(point.spectrum.values[0]),
                "largest": float(point.spectrum.values[-1]),
            }
            for point in points
        ]

        def draw(figure: Figure) -> None:
            from mlpcli.plot.hessian import draw_points

            draw_points(figure.subplots(), points)

        found = correlation(points)
        minima = [point.loss for point in points if not point.spectrum.negative]
        highest = max(minima, default=float("nan")) / points[-1].loss
        checks = (
            Check("rank correlation of error and share", float("nan") if found is None else found, ">=", 0.6),
            Check("error of the worst minimum, in parts of that of the worst saddle", highest, "<=", 0.5),
            Check("kinds of critical points found", len(points), ">=", 4),
        )
        return Outcome(checks, rows, draw)
