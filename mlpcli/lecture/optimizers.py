"""Optimizers on one surface and on one network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves, history, labelled, look
from mlpcli.lecture.estimators import ridge
from mlpcli.lecture.training import followed, members, swept
from mlpcli.store.begin import begin

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ARRIVED = 0.01
"""Of the loss above the minimum at the start: what is left when an optimizer is said to have arrived."""


class Optimizers(Lecture):
    """Steps until a valley's end is near; and the training loss after ten epochs on digits."""

    name = "optimizers"
    title = "Seven optimizers on one surface and on one network"
    note = "Lepetit (momentum to Adam); Laurent (optimization algorithms)"
    claim = "Momentum and Nesterov need fewer steps than plain descent in a valley, and all do on a network."
    specs = ("optimizers", "optimizers_sweep", "optimizers_surface", "optimizers_surface_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """Seven paths of 100 steps, seven networks."""
        paths, excesses = {}, {}
        for overrides, _, experiment in members("optimizers_surface"):
            session, kind = begin(experiment), str(overrides["optimizer"]["kind"])
            paths[kind] = np.stack(followed(session))
            samples = session.prepared.train
            best = ridge(samples.x, samples.y, 0)[:, 0]
            H = samples.x.T @ samples.x / len(samples)
            excesses[kind] = np.einsum("ti,ij,tj->t", paths[kind] - best, H, paths[kind] - best)
        steps = {kind: _arrival(excess) for kind, excess in excesses.items()}
        networks = {str(m.overrides["optimizer"]["kind"]): m.session for m in swept("optimizers")}
        losses = {kind: session.replica.history[-1].training_loss for kind, session in networks.items()}
        rows = [
            {"optimizer": kind, "steps on surface": steps[kind], "loss of network": losses[kind]}
            for kind in paths
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            _draw_paths(left, paths, best, H)
            on_network = {kind: history(session) for kind, session in networks.items()}
            curves(right, on_network, "epoch", "training loss on digits", log="y")
            right.get_legend().set_visible(False)  # the left one's hides nothing

        fast = max(steps["momentum"], steps["nesterov"])
        behind = max(loss for kind, loss in losses.items() if kind != "sgd") / losses["sgd"]
        checks = (
            Check("steps of momentum and Nesterov, in parts of plain steps", fast / steps["sgd"], "<=", 0.5),
            Check("steps until the last has arrived", max(steps.values()), "<=", 100),
            Check("largest loss of the other networks, in parts of sgd's", behind, "<=", 0.5),
        )
        return Outcome(checks, rows, draw)


def _arrival(excess: Array) -> int:
    """The first step after which J - J_min is small; one more than there were if it never was."""
    below = np.flatnonzero(excess <= ARRIVED * excess[0])
    return int(below[0]) if len(below) else len(excess)


def _draw_paths(ax: Axes, paths: dict[str, Array], best: Array, H: Array) -> None:
    every = np.concatenate(list(paths.values()))
    low, high = every.min(axis=0) - 0.2, every.max(axis=0) + 0.2
    grid = np.stack(np.meshgrid(*(np.linspace(a, b, 120) for a, b in zip(low, high, strict=True))), axis=-1)
    J = np.einsum("uvi,ij,uvj->uv", grid - best, H, grid - best)
    ax.contour(grid[..., 0], grid[..., 1], J, levels=np.geomspace(1e-3, 3, 12), colors="0.8", linewidths=0.8)
    for i, (kind, path) in enumerate(paths.items()):
        ax.plot(
            path[:, 0],
            path[:, 1],
            color=look(i).colour,
            linestyle=look(i).dashes,
            marker=look(i).marker,
            markevery=10,
            markersize=4,
            linewidth=1,
            label=kind,
        )
    ax.scatter(best[:1], best[1:], marker="+", s=80, color="black", zorder=3)
    ax.legend(fontsize="x-small")
    labelled(ax, "weight of tc", "weight of ldl")
