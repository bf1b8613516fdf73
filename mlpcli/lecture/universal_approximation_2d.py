"""Universal approximation, on a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.drawing import titled
from mlpcli.lecture.universal_approximation_1d import UniversalApproximation1d, in_units
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class UniversalApproximation2d(UniversalApproximation1d):
    """The same measure on a grid."""

    name = "universal-approximation-2d"
    title = "Universal approximation on a surface"
    note = "Lepetit (2D example); Desassis (universal approximation theorem)"
    claim = "One hidden layer of sigmoids comes nearer to a surface everywhere as it becomes wider."
    specs = ("universal_approximation_2d", "universal_approximation_2d_sweep")
    near = 0.15
    seeds = 1

    def draw_fit(self, ax: Axes, best: dict[int, Session]) -> None:
        """The surface of the widest, in shades, and the target's levels as lines."""
        from mlpcli.plot import surface
        from mlpcli.plot.grid import Grid

        session = best[max(best)]
        samples, side = session.prepared.train, 25
        x = samples.x * session.prepared.coding.features.scale
        u, v = np.unique(x[:, 0]), np.unique(x[:, 1])
        order = np.lexsort((x[:, 0], x[:, 1]))  # along x1 first
        fitted, target = (
            in_units(session, y)[order].reshape(side, side)
            for y in (session.model("last").outputs(samples.x), samples.y)
        )
        surface.draw(ax, Grid(u, v, fitted))
        levels = [-0.8, -0.4, 0.4, 0.8]
        ax.contour(u, v, target, levels, colors="black", linewidths=1.2, linestyles="dashed")
        titled(ax, f"{max(best)} units; dashed: the target at ±0.4 and ±0.8")
