"""One sigmoid neuron is logistic regression."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import bars, plane
from mlpcli.lecture.estimators import logistic_link, scoring
from mlpcli.lecture.training import trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class OneNeuron(Lecture):
    """One neuron against Fisher's scoring, coefficient by coefficient."""

    @abstractmethod
    def link(self, z: Array) -> tuple[Array, Array]:
        """The probability of the label 1, and its derivative."""

    def run(self, *, full: bool = False) -> Outcome:
        """Both fits on the same rows."""
        session = trained(self.specs[0])
        samples, names = session.prepared.train, session.prepared.coding.feature_names
        ours = np.concatenate([array.ravel() for array in weights(session).values()])
        theirs = scoring(samples.x, samples.y[:, 0], self.link)
        rows = [
            {"coefficient": name, "neuron": float(a), "maximum likelihood": float(b)}
            for name, a, b in zip((*names, "intercept"), ours, theirs, strict=True)
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2, width_ratios=(3, 2))
            plane(left, session, "p = 1/2; dashed: 0.1 and 0.9", levels=(0.1, 0.9))
            fits = {"neuron": ours, "maximum likelihood": theirs}
            bars(right, (*names, "intercept"), fits, "coefficient")
            right.margins(y=0.25)  # room for the legend

        gap = float(np.abs(ours - theirs).max())
        return Outcome((Check("largest difference of a coefficient", gap, "<=", 1e-6),), rows, draw)


class Logistic(OneNeuron):
    """The sigmoid."""

    name = "logistic"
    title = "Logistic regression is one sigmoid neuron"
    note = "Rudi-Gaillard 2.2; Desassis (regression for binary outcomes)"
    claim = "A sigmoid neuron with the cross-entropy has the coefficients of the maximum-likelihood fit."
    specs = ("logistic",)

    def link(self, z: Array) -> tuple[Array, Array]:
        """The sigmoid."""
        return logistic_link(z)
