"""Universal approximation, on a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        session = best[max(best)]
        samples, side = session.prepared.train, 25
        x = samples.x * session.prepared.coding.features.scale
        u, v = (x[:, i].reshape(side, side) for i in (0, 1))
        fitted = in_units(session, session.model("last").outputs(samples.x)).reshape(side, side)
        shades = ax.contourf(u, v, fitted, levels=15, cmap="cividis")
        ax.figure.colorbar(shades, ax=ax)
        target = in_units(session, samples.y).reshape(side, side)
        ax.contour(u, v, target, levels=[-0.8, -0.4, 0, 0.4, 0.8], colors="white", linewidths=0.8)
        titled(ax, f"{max(best)} units; white: levels of the target")
        ax.set_xlabel("x1")
        ax.set_ylabel("x2")
