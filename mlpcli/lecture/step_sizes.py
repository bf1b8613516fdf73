"""Constant, decreasing and averaged step sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves
from mlpcli.lecture.estimators import ridge
from mlpcli.lecture.training import members
from mlpcli.store.begin import begin
from mlpcli.training.averager import AVERAGE
from mlpcli.training.events import EpochEnd
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class StepSizes(Lecture):
    """J(θ) - J_min after each epoch; the minimum is that of least squares, which is known."""

    name = "step-sizes"
    title = "Constant, decreasing and averaged step sizes"
    note = "Rudi-Gaillard 2.3 (convergence of SGD)"
    claim = "Constant steps do not converge in stochastic gradient descent; decreasing and averaging do."
    specs = ("step_sizes", "step_sizes_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """40 epochs of single rows."""
        trials = members("step_sizes")
        excess = {_name(changed["optimizer"]): _followed(begin(e)) for changed, _, e in trials}
        rows = [
            {"steps": name, "after 5 epochs": float(own[4]), "last ten epochs": float(own[-10:].mean())}
            for name, own in excess.items()
        ]

        def draw(figure: Figure) -> None:
            epochs = np.arange(1, len(excess["constant"]) + 1)
            series = {name: (epochs, own) for name, own in excess.items()}
            curves(figure.subplots(), series, "epoch", "J above its minimum", log="xy")

        last = {name: float(own[-10:].mean()) for name, own in excess.items()}
        constant = last.pop("constant")
        left = {name: value / constant for name, value in last.items()}
        stays = constant / float(excess["constant"][4])
        checks = (
            Check("J above its minimum: averaged, in parts of constant", left["averaged"], "<=", 0.1),
            Check("the same, the worse of the decreasing steps", max(left.values()), "<=", 0.5),
            Check("constant steps: the end in parts of the fifth epoch", stays, ">=", 0.3),
        )
        return Outcome(checks, rows, draw)


def _name(optimizer: dict[str, object]) -> str:
    if "averaging" in optimizer:
        return "averaged"
    rate = optimizer["learning_rate"]
    return str(rate["kind"]).replace("_", " ") if isinstance(rate, dict) else "constant"


def _followed(session: Session) -> Array:
    """J(θ) - J_min after each epoch, θ the mean of the iterates where it is kept."""
    samples = session.prepared.train
    best = ridge(samples.x, samples.y, 0)[:, 0]
    H = samples.x.T @ samples.x / len(samples)
    excess = []
    for event in session.fit():
        if isinstance(event, EpochEnd):
            theta = session.state.slots.get(AVERAGE, session.state.theta)
            gap = theta[:-1] - best
            excess.append(gap @ H @ gap + theta[-1] ** 2)
    return np.array(excess)
