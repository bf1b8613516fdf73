"""Dropout: what its rule computes, and what it is good for."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import against, bars
from mlpcli.lecture.training import swept, trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Dropout(Lecture):
    """All masks of a linear softmax; and a wide network that would learn noise by heart."""

    name = "dropout"
    title = "Dropout"
    note = "Lepetit (dropout for linear classification); Laurent (regularization)"
    claim = "Weight scaling is the geometric mean over all masks of a linear softmax; wide nets err less."
    specs = ("dropout", "dropout_sweep", "dropout_exact")

    def run(self, *, full: bool = False) -> Outcome:
        """Sixteen masks; one seed for the wide network, with `full` three."""
        session = trained("dropout_exact")
        x, own = session.prepared.test.x, weights(session)
        exact = _over_all_masks(x, own["1_dense/W"], own["1_dense/b"])
        rule = session.model("last").outputs(x)
        test: dict[str, list[float]] = {}
        train: dict[str, list[float]] = {}
        for member in swept("dropout", seeds=None if full else 1):
            name = "with dropout" if member.overrides["regularization"] else "without"
            test.setdefault(name, []).append(member.session.scores("test", "last")["rmse"])
            train.setdefault(name, []).append(member.session.scores("train", "last")["rmse"])
        means = {name: (float(np.mean(train[name])), float(np.mean(test[name]))) for name in test}
        rows = [
            {"network": name, "training error": a, "test error": b, "seeds": len(test[name])}
            for name, (a, b) in means.items()
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            against(left, rule.ravel(), exact.ravel(), "p, geometric mean over 16 masks", "p, weights scaled")
            bars(right, ["training", "test"], means, "root mean squared error")

        ratio = means["with dropout"][1] / means["without"][1]
        checks = (
            Check("largest difference to the geometric mean", float(np.abs(rule - exact).max()), "<=", 1e-12),
            Check("test error of the wide network, in parts of that without dropout", ratio, "<=", 0.97),
        )
        return Outcome(checks, rows, draw)


def _over_all_masks(x: Array, W: Array, b: Array) -> Array:
    """The normalized geometric mean of softmax(2 (μ ⊙ x) W + b) over all masks μ, each as likely."""
    logs = []
    for mask in product((0.0, 2.0), repeat=x.shape[1]):
        z = (x * np.array(mask)) @ W + b
        logs.append(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))
    p = np.exp(np.mean(logs, axis=0))
    normalized: Array = p / p.sum(axis=1, keepdims=True)
    return normalized
