"""A linear network with an l2 penalty is ridge regression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import bars
from mlpcli.lecture.estimators import ridge
from mlpcli.lecture.training import strength_of, trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Ridge(Lecture):
    """Against the closed form, and against no penalty."""

    name = "ridge"
    title = "Ridge regression"
    note = "Models-Backprop (ridge); Laurent (penalized empirical risk)"
    claim = "A linear network with the squared error and l2 has the weights of ridge's closed form."
    specs = ("ridge",)

    def run(self, *, full: bool = False) -> Outcome:
        """Diabetes, ten features."""
        session, free = trained("ridge"), trained("ridge", "regularization.0.strength=0")
        samples, names = session.prepared.train, session.prepared.coding.feature_names
        strength = strength_of(session)
        ours, without = (weights(s)["0_dense/W"][:, 0] for s in (session, free))
        theirs = ridge(samples.x, samples.y, strength)[:, 0]
        rows = [
            {"feature": n, "network": float(a), "closed form": float(b), "without penalty": float(c)}
            for n, a, b, c in zip(names, ours, theirs, without, strict=True)
        ]

        def draw(figure: Figure) -> None:
            bars(
                figure.subplots(),
                names,
                {"network with l2": ours, "ridge, closed form": theirs, "no penalty": without},
                "weight",
            )

        shrunk = float(np.linalg.norm(ours) / np.linalg.norm(without))
        checks = (
            Check("largest difference of a weight", float(np.abs(ours - theirs).max()), "<=", 1e-8),
            Check("length of the weights, in parts of that without penalty", shrunk, "<=", 0.9),
        )
        return Outcome(checks, rows, draw)
