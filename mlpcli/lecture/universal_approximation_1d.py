"""Universal approximation, on a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves
from mlpcli.lecture.training import Member, swept
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = "architecture.layers.0.units"


class UniversalApproximation1d(Lecture):
    """The largest error over all points of the target, by the width of the only hidden layer."""

    name = "universal-approximation-1d"
    title = "Universal approximation on a line"
    note = "Laurent, Desassis (universal approximation theorem); Lepetit"
    claim = "One hidden layer comes as near to a continuous function everywhere as its width allows."
    specs = ("universal_approximation_1d", "universal_approximation_1d_sweep")
    near = 0.02
    seeds = 2

    def run(self, *, full: bool = False) -> Outcome:
        """One start for each width; with `full` all seeds of the sweep, the best of each counts."""
        found = swept(self.specs[0], seeds=None if full else self.seeds)
        best = {width: min(_of(found, width), key=lambda s: sup_error(s)) for width in _widths(found)}
        errors = {width: sup_error(session) for width, session in best.items()}
        rows = [{"units": width, "largest error": error} for width, error in errors.items()]
        first, *_, last = errors.values()

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            self.draw_fit(left, best)
            series = {"": (list(errors), list(errors.values()))}
            curves(right, series, "units", "largest error", log="xy", marked=True)

        checks = (
            Check(f"largest error of {max(errors)} units", last, "<=", self.near),
            Check("the same in parts of that of the narrowest", last / first, "<=", 0.1),
        )
        return Outcome(checks, rows, draw)

    def draw_fit(self, ax: Axes, best: dict[int, Session]) -> None:
        """The target and what the three smallest widths make of it; wider ones cannot be told from it."""
        from mlpcli.plot import fit

        samples = next(iter(best.values())).prepared.train
        shown, x = sorted(best)[:3], samples.x[:, 0] * _x_scale(best)
        target = fit.Points(x, in_units(best[shown[0]], samples.y), "target")
        lines = [
            fit.Line(
                x,
                in_units(best[width], best[width].model("last").outputs(samples.x)),
                label=f"{width} unit" + "s" * (width > 1),
            )
            for width in shown
        ]
        fit.draw(ax, lines, [target])


def _x_scale(best: dict[int, Session]) -> float:
    return float(next(iter(best.values())).prepared.coding.features.scale[0])


def in_units(session: Session, y: Array) -> Array:
    """Standardized values in the data's units: (N)."""
    units = session.prepared.coding.units
    assert units is not None
    values: Array = (y * units[1] + units[0])[:, 0]
    return values


def sup_error(session: Session) -> float:
    """The largest |f(x) - y| over the training rows, in the data's units."""
    samples = session.prepared.train
    gap = in_units(session, session.model("last").outputs(samples.x)) - in_units(session, samples.y)
    return float(np.abs(gap).max())


def _widths(found: list[Member]) -> list[int]:
    return sorted({int(member.overrides[WIDTH]) for member in found})


def _of(found: list[Member], width: int) -> list[Session]:
    return [member.session for member in found if member.overrides[WIDTH] == width]
