"""A linear network with an l1 penalty is the lasso."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import bars
from mlpcli.lecture.estimators import lasso, ridge
from mlpcli.lecture.training import strength_of, trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ZERO = 1e-4
"""Weights of the standardized features that are smaller than this count as zero."""


class Lasso(Lecture):
    """Against coordinate descent; ridge has no zeros."""

    name = "lasso"
    title = "The lasso"
    note = (
        "Models-Backprop (lasso); Laurent (parsimonious solutions); Lepetit (l1 generates sparse solutions)"
    )
    claim = "With an l1 penalty, weights that are not needed become (nearly) zero; with l2 none does."
    specs = ("lasso",)

    def run(self, *, full: bool = False) -> Outcome:
        """Diabetes, ten features."""
        session = trained("lasso")
        samples, names = session.prepared.train, session.prepared.coding.feature_names
        strength = strength_of(session)
        ours = weights(session)["0_dense/W"][:, 0]
        theirs = lasso(samples.x, samples.y[:, 0], strength)
        squared = ridge(samples.x, samples.y, strength)[:, 0]
        rows = [
            {"feature": n, "network": float(a), "lasso": float(b), "ridge": float(c)}
            for n, a, b, c in zip(names, ours, theirs, squared, strict=True)
        ]

        def draw(figure: Figure) -> None:
            bars(figure.subplots(), names, {"l1": ours, "l2": squared}, "weight")

        zeros = int((np.abs(ours) < ZERO).sum())
        checks = (
            Check(f"weights below {ZERO:g}", zeros, ">=", max(int((theirs == 0).sum()), 1)),
            Check("largest difference to coordinate descent", float(np.abs(ours - theirs).max()), "<=", 1e-3),
            Check("smallest weight with l2", float(np.abs(squared).min()), ">=", ZERO),
        )
        return Outcome(checks, rows, draw)
