"""Multitask learning: two outputs over one trunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import bars
from mlpcli.lecture.training import trained
from mlpcli.lecture.universal_approximation_1d import in_units
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Multitask(Lecture):
    """The test error of the first target, learned together with the second and alone."""

    name = "multitask"
    title = "Multitask learning"
    note = "Lepetit (multitask learning)"
    claim = "Learned over one trunk with a related target, a target is predicted better than alone."
    specs = ("multitask", "multitask_alone")

    def run(self, *, full: bool = False) -> Outcome:
        """Three seeds, with `full` twelve."""
        errors: dict[str, list[float]] = {"together": [], "alone": []}
        rows = []
        for seed in range(12 if full else 3):
            for name, spec in zip(errors, self.specs, strict=True):
                errors[name].append(_error(trained(spec, f"seed={seed}")))
            rows.append({"seed": seed, **{name: own[-1] for name, own in errors.items()}})

        def draw(figure: Figure) -> None:
            seeds = [f"seed {row['seed']:g}" for row in rows]
            bars(figure.subplots(), seeds, errors, "root mean squared test error of y1")

        ratio = float(np.mean(errors["together"]) / np.mean(errors["alone"]))
        return Outcome((Check("test error together, in parts of alone", ratio, "<=", 0.9),), rows, draw)


def _error(session: Session) -> float:
    """The root mean squared error of the first target on the test rows, in the data's units."""
    samples = session.prepared.test
    gap = in_units(session, session.model("last").outputs(samples.x)) - in_units(session, samples.y)
    return float(np.sqrt(np.square(gap).mean()))
