"""Logic gates as threshold units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import labelled, look, titled
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Gates(Lecture):
    """The truth tables of NOT, AND, OR against what the units with given weights answer."""

    name = "gates"
    title = "McCulloch-Pitts gates: NOT, AND, OR"
    note = "Desassis (implementing logical gates)"
    claim = "Threshold units with given weights reproduce the truth tables of NOT, AND and OR."
    specs = ("gates",)

    def run(self, *, full: bool = False) -> Outcome:
        """Four rows, three gates."""
        session = trained("gates")
        samples, names = session.prepared.train, ("not x1", "x1 and x2", "x1 or x2")
        answers = session.model("last").outputs(samples.x) > 0.5
        wrong = int((answers != (samples.y > 0.5)).sum())
        rows = [
            {"x1": int(x[0]), "x2": int(x[1]), **{n: int(a) for n, a in zip(names, answer, strict=True)}}
            for x, answer in zip(samples.x, answers, strict=True)
        ]

        def draw(figure: Figure) -> None:
            axes = figure.subplots(1, 3, sharey=True)
            W, b = (
                array.astype(float) for array in session.state.network.named(session.state.theta).values()
            )
            for k, ax in enumerate(axes):
                line = np.linspace(-0.4, 1.4, 2)
                fires = np.meshgrid(np.linspace(-0.4, 1.4, 181), np.linspace(-0.4, 1.4, 181))
                s = fires[0] * W[0, k] + fires[1] * W[1, k] + b[k]
                ax.contourf(*fires, s > 0, levels=[-0.5, 0.5, 1.5], colors=["white", "0.85"])
                for x, answer in zip(samples.x, answers[:, k], strict=True):
                    ax.scatter(*x, marker="^" if answer else "o", color=look(int(answer)).colour, s=70)
                    ax.annotate(str(int(answer)), x, xytext=(7, 5), textcoords="offset points")
                ax.set_xlim(line[0], line[1])
                ax.set_ylim(line[0], line[1])
                titled(ax, f"{names[k]}\n{W[0, k]:+g} x1 {W[1, k]:+g} x2 {b[k]:+g} > 0")
                labelled(ax, "x1", "x2" if k == 0 else "")

        return Outcome((Check("wrong answers in three truth tables", wrong, "<=", 0),), rows, draw)
