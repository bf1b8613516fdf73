"""One linear unit with the hinge loss is the linear support vector machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import plane
from mlpcli.lecture.estimators import support_vectors
from mlpcli.lecture.training import strength_of, trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Svm(Lecture):
    """The mean of the iterates against the minimum of the same three-number function."""

    name = "svm"
    title = "The linear support vector machine"
    note = "Rudi-Gaillard 1 (hinge loss)"
    claim = "A linear unit with the hinge loss and l2 is the linear SVM: the same line, the same margin."
    specs = ("svm",)

    def run(self, *, full: bool = False) -> Outcome:
        """Five times as many epochs with `full`."""
        session = trained("svm", *(["training.epochs=20000"] if full else []))
        samples = session.prepared.train
        strength = strength_of(session)
        s = 2 * samples.y[:, 0] - 1
        ours = session.model("averaged").theta
        theirs, least = support_vectors(samples.x, s, strength)
        margins = s * (samples.x @ ours[:-1] + ours[-1])
        value = float(np.maximum(1 - margins, 0).mean() + strength * ours[:-1] @ ours[:-1])
        rows = [
            {"coefficient": name, "unit": float(a), "SVM": float(b)}
            for name, a, b in zip(("w1", "w2", "b"), ours, theirs, strict=True)
        ]
        rows.append({"coefficient": "penalised risk", "unit": value, "SVM": least})

        def draw(figure: Figure) -> None:
            margins = 1 / (1 + np.exp([1.0, -1.0]))  # the network answers σ(w·x + b)
            title = "the line, and the margins where w·x + b = ±1"
            plane(figure.subplots(), session, title, levels=margins.tolist(), which="averaged")

        checks = (
            Check("penalised risk above the least, in parts of it", value / least - 1, "<=", 1e-3),
            Check("largest difference of a coefficient", float(np.abs(ours - theirs).max()), "<=", 0.05),
        )
        return Outcome(checks, rows, draw)
