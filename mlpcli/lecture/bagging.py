"""Bagging: the error of the mean of several models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Bagging(Lecture):
    """v, c and the error of the mean, measured on the test rows, in squares of the target's deviation."""

    name = "bagging"
    title = "Bagging"
    note = "Lepetit (bagging, ensemble methods)"
    claim = "The mean of k models that err by v, with covariance c, errs by v/k + (k-1)/k c."
    specs = ("bagging",)

    def run(self, *, full: bool = False) -> Outcome:
        """Ten members, with `full` fifty."""
        session = trained("bagging", *(["ensemble.members=50"] if full else []))
        samples, model, network = session.prepared.test, session.model("last"), session.state.network
        z, _ = network.forward(network.views(model.theta), samples.x, network.runs(training=False))
        errors = z[..., 0] - samples.y[:, 0]
        k = len(errors)
        products = errors @ errors.T / len(samples)
        v = float(np.diag(products).mean())
        c = float((products.sum() - np.trace(products)) / (k * (k - 1)))
        measured = float(np.square(model.outputs(samples.x) - samples.y).mean())
        sizes = np.arange(1, k + 1)
        formula = v / sizes + (sizes - 1) / sizes * c
        means = [_mean_error(products, int(size)) for size in sizes]
        rows = [
            {"models k": int(sizes[i]), "v/k + (k-1)/k c": float(formula[i]), "measured": means[i]}
            for i in range(k)
        ]

        def draw(figure: Figure) -> None:
            series = {
                "formula": (sizes, formula),
                "measured, mean over 200 choices of k": (sizes, np.array(means)),
                "c": (sizes, np.full(k, c)),
            }
            curves(figure.subplots(), series, "models k", "mean squared test error", marked=k < 20)

        checks = (
            Check("error of the ensemble less the formula", abs(measured - float(formula[-1])), "<=", 1e-9),
            Check("error of the ensemble, in parts of v", measured / v, "<=", 0.9),
            Check("covariance c, in parts of v", c / v, "<=", 0.9),
        )
        return Outcome(checks, rows, draw)


def _mean_error(products: Array, size: int) -> float:
    """The mean squared error of the mean of `size` of the models, over 200 choices of them."""
    generator, errors = np.random.default_rng(0), []
    for _ in range(200):
        chosen = generator.choice(len(products), size, replace=False)
        errors.append(products[np.ix_(chosen, chosen)].mean())
    return float(np.mean(errors))
