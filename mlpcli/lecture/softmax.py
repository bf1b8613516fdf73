"""One layer with softmax is logistic regression for several classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import against
from mlpcli.lecture.training import strength_of, trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Softmax(Lecture):
    """Against the penalised likelihood written out here and given to SciPy."""

    name = "softmax"
    title = "Softmax regression"
    note = "Models-Backprop (a neuron: multi-class logistic regression)"
    claim = "A softmax layer with the cross-entropy is logistic regression for several classes."
    specs = ("softmax",)

    def run(self, *, full: bool = False) -> Outcome:
        """Iris, three classes."""
        session = trained("softmax")
        samples, coding = session.prepared.train, session.prepared.coding
        strength = strength_of(session)
        own = weights(session)
        W, b = own["0_dense/W"], own["0_dense/b"]
        theirs = _likeliest(samples.x, samples.y, strength)
        fitted = _probabilities(samples.x, theirs)
        rows = [
            {"input": name, **{str(c): float(w) for c, w in zip(coding.classes, row, strict=True)}}
            for name, row in zip((*coding.feature_names, "bias (centred)"), [*W, b - b.mean()], strict=True)
        ]
        probabilities = session.model("last").outputs(samples.x)

        def draw(figure: Figure) -> None:
            against(
                figure.subplots(),
                probabilities.ravel(),
                fitted.ravel(),
                "p by the likelihood",
                "p by the layer",
            )

        checks = (
            Check("largest difference of a weight", float(np.abs(W - theirs[:-1]).max()), "<=", 1e-4),
            Check(
                "largest difference of a probability", float(np.abs(probabilities - fitted).max()), "<=", 1e-5
            ),
        )
        return Outcome(checks, rows, draw)


def _likeliest(x: Array, y: Array, strength: float) -> Array:
    """(W; b) of the least -1/N Σ log p(y | x) + λ ‖W‖²: (I + 1, C)."""
    from scipy.optimize import minimize

    X, shape = np.column_stack([x, np.ones(len(x))]), (x.shape[1] + 1, y.shape[1])

    def risk(flat: Array) -> tuple[float, Array]:
        V = flat.reshape(shape)
        p = _probabilities(x, V)
        penalty = np.concatenate([V[:-1], np.zeros((1, shape[1]))])
        value = -np.log((p * y).sum(axis=1)).mean() + strength * (penalty**2).sum()
        return float(value), (X.T @ (p - y) / len(x) + 2 * strength * penalty).ravel()

    options = {"maxiter": 10_000, "maxfun": 20_000, "gtol": 1e-9, "ftol": 1e-15}
    found = minimize(risk, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options=options)
    V: Array = found.x.reshape(shape)
    return V


def _probabilities(x: Array, V: Array) -> Array:
    e = np.exp(x @ V[:-1] + V[-1])
    p: Array = e / e.sum(axis=1, keepdims=True)
    return p
