"""XOR by a linear function, least squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class XorLinear(Lecture):
    """The optimum is known: w = (0, 0), b = 1/2, J = 1/4."""

    name = "xor-linear"
    title = "XOR by least squares, linear"
    note = "Laurent (multilayer perceptron: a simple example)"
    claim = "The linear least squares fit of XOR is w = (0, 0), b = 1/2 with J = 1/4."
    specs = ("xor_linear",)

    def run(self, *, full: bool = False) -> Outcome:
        """Newton's method from random weights."""
        session = trained("xor_linear")
        theta, J = session.model("last").theta, session.scores("train", "last")["loss"]
        known = (0.0, 0.0, 0.5)
        rows = [
            {"parameter": n, "trained": float(a), "known": b}
            for n, a, b in zip(("w1", "w2", "b", "J"), (*theta, J), (*known, 0.25), strict=True)
        ]

        def draw(figure: Figure) -> None:
            from mlpcli.plot import surface
            from mlpcli.plot.grid import Grid

            side, samples = np.linspace(-0.15, 1.15, 27), session.prepared.train
            places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
            answers = session.model("last").outputs(places)[:, 0].reshape(27, 27).round(9)
            points = (samples.x, samples.y[:, 0])
            names = session.prepared.coding.feature_names
            ax = figure.subplots()
            surface.draw(ax, Grid(side, side, answers), points, names, "answer; points: target")
            for x, target in zip(*points, strict=True):
                ax.annotate(f"{target:g}", x, (6, 6), textcoords="offset points", color="white")

        checks = (
            Check(
                "largest distance of (w1, w2, b) from (0, 0, 1/2)",
                float(np.abs(theta - known).max()),
                "<=",
                1e-9,
            ),
            Check("distance of J from 1/4", abs(J - 0.25), "<=", 1e-9),
        )
        return Outcome(checks, rows, draw)
