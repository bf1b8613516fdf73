"""Under- and overfitting by polynomials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves, labelled, look
from mlpcli.lecture.training import swept
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DEGREE = "architecture.layers.0.degree"


class Polynomials(Lecture):
    """Training and test error by degree; the note's are 1, 2 and 9."""

    name = "polynomials"
    title = "Over- and underfitting with polynomials"
    note = "Lepetit (overfitting and underfitting in polynomial estimation)"
    claim = "Degree 1 underfits, degree 2 is right, degree 9 overfits: least training, largest test error."
    specs = ("polynomials", "polynomials_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """Degrees 1 to 9."""
        by_degree = {int(member.overrides[DEGREE]): member.session for member in swept("polynomials")}
        train, test = (
            {degree: session.scores(part, "last")["rmse"] for degree, session in by_degree.items()}
            for part in ("train", "test")
        )
        rows = [{"degree": d, "training error": train[d], "test error": test[d]} for d in by_degree]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            _draw_fits(left, {degree: by_degree[degree] for degree in (1, 2, 9)})
            errors = {"training": train, "test": test}
            series = {name: (list(own), list(own.values())) for name, own in errors.items()}
            curves(right, series, "degree", "root mean squared error", log="y", marked=True)

        checks = (
            Check("test error of degree 9, in parts of that of degree 2", test[9] / test[2], ">=", 2),
            Check("test error of degree 1, in parts of that of degree 2", test[1] / test[2], ">=", 1.5),
            Check("training error of degree 1, in parts of that of degree 2", train[1] / train[2], ">=", 1.5),
            Check("training error of degree 9, in parts of that of degree 2", train[9] / train[2], "<=", 0.7),
        )
        return Outcome(checks, rows, draw)


def _draw_fits(ax: Axes, by_degree: dict[int, Session]) -> None:
    first = next(iter(by_degree.values()))
    coding = first.prepared.coding
    assert coding.units is not None
    shift, scale = float(coding.features.shift[0]), float(coding.features.scale[0])
    mean, deviation = (float(a[0]) for a in coding.units)
    x = np.linspace(-1, 1, 201)
    for i, (degree, session) in enumerate(by_degree.items()):
        y = session.model("last").outputs(((x - shift) / scale)[:, None])[:, 0] * deviation + mean
        colour, dashes, _ = look(i)
        ax.plot(x, y, color=colour, linestyle=dashes, label=f"degree {degree}", zorder=3)
    for samples, label, size, colour in (
        (first.prepared.test, "test rows", 8, "0.65"),
        (first.prepared.train, "training rows", 40, "black"),
    ):
        ax.scatter(samples.x * scale + shift, samples.y * deviation + mean, s=size, color=colour, label=label)
    ax.set_ylim(-2, 5)
    ax.legend(fontsize="small")
    labelled(ax, "x", "y")
