"""A layer of random ReLU units, and the arc-cosine kernel that it tends to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.analysis.kernel import Errors, analyze, slope
from mlpcli.lecture.analysing import run_of
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.training import begun, finished, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWS = 5
"""Independent draws of all layers; each holds eight layers of every width."""


class Kernel(Lecture):
    """‖K̂ - K‖ / ‖K‖ on 60 rows by the width m, of layers drawn anew and of parts of the spec's frozen one."""

    name = "kernel"
    title = "Random ReLU units are a kernel method"
    note = "Rudi-Gaillard 3.4 (link with kernel methods)"
    claim = "The kernel of m frozen random ReLU units tends to the arc-cosine kernel as 1/√m."
    specs = ("kernel",)

    def run(self, *, full: bool = False) -> Outcome:
        """Five draws, with `full` 50."""
        session = begun("kernel")
        first = weights(session)["0_dense/W"].copy()
        run = run_of(finished(session), self.name)
        found = [analyze((run,), seed=seed) for seed in range(DRAWS * 10 if full else DRAWS)]
        drawn: list[Errors] = [one.drawn for one in found]
        widths = drawn[0].widths
        fresh = tuple(_mean([errors.fresh[i] for errors in drawn]) for i in range(len(widths)))
        own = tuple(
            None if drawn[0].own[i] is None else _mean([errors.own[i] or 0.0 for errors in drawn])
            for i in range(len(widths))
        )
        errors = Errors(widths, own, fresh)
        rows = [
            {"m": m, "error of random layers": f, "error of the spec's layer": o, "1/√m": m**-0.5}
            for m, f, o in zip(widths, fresh, own, strict=True)
        ]

        def draw(figure: Figure) -> None:
            from mlpcli.plot.kernel import draw as picture

            picture(figure.subplots(), errors, "units of the spec's frozen layer")

        found_slope = slope(widths, fresh)
        assert found_slope is not None
        moved = float(np.abs(weights(session)["0_dense/W"] - first).max())
        checks = (
            Check("log error by log m: distance of the slope from -1/2", abs(found_slope + 0.5), "<=", 0.1),
            Check("error of the spec's 2048 units", found[0].facts["error"], "<=", 0.1),
            Check("how far training has moved them", moved, "<=", 0),
            Check("test accuracy of what is linear in them", session.scores("test")["accuracy"], ">=", 0.9),
        )
        return Outcome(checks, rows, draw)


def _mean(errors: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))
