"""The paths of trainings over the training loss, in a plane of their weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis.directions import ROWS, check_alike, losses
from mlpcli.arrays import Array
from mlpcli.errors import DataError
from mlpcli.plot import style
from mlpcli.plot.loss_plane import contours
from mlpcli.plot.replay import states
from mlpcli.plot.subject import MisfitError, Run, Subject

MOST = 8
"""Paths that can be told apart."""


def check(subject: Subject) -> None:
    """Runs of the same network on the same data, with two weights or more that learn."""
    if subject.swept is not None:
        raise MisfitError("it shows runs, and this is a sweep")
    check_alike(subject.runs, MOST)
    if sum(s.stop - s.start for s in subject.runs[0].model.network.learned) < 2:
        raise MisfitError("it needs two weights that learn")


def picture(subject: Subject, width: float, points: int = 41, rows: int = ROWS) -> Figure:
    """`points` a side of the plane: of the two weights if there are two, else the one where paths vary most.

    The trainings are replayed. The loss is that of the plane through the end of the first run.
    """
    runs = subject.runs
    paths = {
        run.name if len({r.name for r in runs}) == len(runs) else f"{i} {run.name}": _path(run)
        for i, run in enumerate(runs)
    }
    origin, directions, names = plane(runs[0], paths)
    flat = {name: (path - origin) @ directions.T for name, path in paths.items()}
    every = np.concatenate(list(flat.values()))
    low, high = every.min(axis=0), every.max(axis=0)
    margin = 0.12 * np.maximum(high - low, 1e-3 * (high - low).max(initial=1e-9) + 1e-9)
    u, v = (np.linspace(low[i] - margin[i], high[i] + margin[i], points) for i in (0, 1))
    samples = runs[0].some("train", rows)
    thetas = [origin + a * directions[0] + b * directions[1] for b in v for a in u]
    loss = losses(runs[0], samples, thetas).reshape(points, points)
    made = style.figure(width, 0.8 * width)
    axes = style.panel(made)
    contours(axes, u, v, loss, "training loss")
    draw(axes, flat)
    axes.set(xlabel=style.plain(names[0]), ylabel=style.plain(names[1]))
    style.title(axes, subject.title)
    return made


def plane(run: Run, paths: Mapping[str, Array]) -> tuple[Array, Array, tuple[str, str]]:
    """A point (P,) and two orthonormal directions (2, P), with their names.

    Of more than two weights: the principal directions of all paths together, through the end of the first.

    *Source:* Li, Xu, Taylor, Studer, Goldstein 2018 (arXiv:1712.09913), section 7.
    """
    first = next(iter(paths.values()))
    learned = np.concatenate([np.arange(s.start, s.stop) for s in run.model.network.learned])
    if len(learned) == 2:
        origin = first[-1].copy()
        origin[learned] = 0
        return origin, np.eye(len(origin))[learned], ("first weight", "second weight")
    centred = np.concatenate(list(paths.values())) - first[-1]
    _, size, rows = np.linalg.svd(centred, full_matrices=False)
    share = size**2 / max(float((size**2).sum()), 1e-300)
    if len(rows) < 2:
        raise DataError("these trainings took no step: they have no path")
    names = tuple(f"principal direction {i + 1} ({share[i]:.0%})" for i in range(2))
    return first[-1], rows[:2], (names[0], names[1])


def _path(run: Run) -> Array:
    """θ: (E, P) behind each epoch that is looked at."""
    found = states(run)
    if not found:
        raise DataError(f"the training of {run.name} cannot be replayed: it would end at other weights")
    return np.stack([theta for _, theta in found]).astype(np.float64)


@style.styled
def draw(axes: Axes, paths: Mapping[str, Array]) -> None:
    """paths: (E, 2) by name, from a ring to the end; markers tell them apart."""
    for i, (name, path) in enumerate(paths.items()):
        colour, dashes, marker = style.look(i)
        axes.plot(
            path[:, 0],
            path[:, 1],
            color="white",
            linewidth=2.6,
            zorder=2,
        )
        axes.plot(
            path[:, 0],
            path[:, 1],
            color=colour,
            linestyle=dashes,
            marker=marker,
            markevery=max(len(path) // 10, 1),
            markersize=4,
            linewidth=1.2,
            label=style.plain(name),
            zorder=3,
        )
        axes.plot(*path[0], marker="o", markerfacecolor="none", markeredgecolor=style.INK, zorder=4)
    axes.legend(fontsize="small")
