"""The fitted surface over two features as a map, with the data."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mlpcli.arrays import Array
from mlpcli.metric import Task
from mlpcli.plot import style
from mlpcli.plot.grid import Grid, Window, plane
from mlpcli.plot.subject import Run, Subject
from mlpcli.training.session import PARTS

TASKS: tuple[Task, ...] = ("regression", "counts")

LEVELS = 12


def check(subject: Subject) -> None:
    """One run with two features that are numbers, and a target of numbers."""
    run = subject.run
    run.head(TASKS)
    run.inputs(2)


def picture(
    subject: Subject,
    width: float,
    target: str | None = None,
    points: bool = True,
    window: Window | None = None,
) -> Figure:
    """`window` is [x from, x to, y from, y to] in the data's units."""
    run = subject.run
    head, inputs = run.head(TASKS, target), run.inputs(2)
    x, y = gather(run, target)
    grid = plane(run, inputs, x, head, window)
    label = head.name or ", ".join(run.trained.experiment.data.targets)
    figure = style.figure(width, 0.78 * width)
    data = (x, y) if points else None
    draw(style.panel(figure), Grid(grid.x, grid.y, grid.z[..., 0]), data, inputs.names, label)
    style.title(figure.axes[0], run.name)
    return figure


def gather(run: Run, target: str | None = None) -> tuple[Array, Array]:
    """All rows: x (N, 2) and the target (N,), of several numbers in one target the first."""
    head, inputs = run.head(TASKS, target), run.inputs(2)
    rows = run.trained.checkpoint.data.partition
    parts = [part for part in PARTS if len(rows[part])]
    x = np.concatenate([run.samples(part).x for part in parts])
    y = np.concatenate([run.judged(head, part)[1][:, 0] for part in parts])
    return inputs.values(x), y.astype(np.float64)


@style.styled
def draw(
    axes: Axes,
    grid: Grid,
    points: tuple[Array, Array] | None = None,
    names: Sequence[str] = ("x1", "x2"),
    label: str = "y",
) -> None:
    """grid.z: (H, W), as a map with lines of equal height; points x (N, 2), y (N,) in the same colours."""
    every = grid.z.ravel() if points is None else np.concatenate([grid.z.ravel(), points[1]])
    low, high = float(every.min()), float(every.max())
    if high - low < 1e-12 * max(abs(low), abs(high), 1.0):
        low, high = low - 0.5, high + 0.5
    levels = MaxNLocator(LEVELS).tick_values(low, high)
    filled = axes.contourf(grid.x, grid.y, grid.z, levels, cmap=style.VALUES)
    axes.contour(grid.x, grid.y, grid.z, levels, colors="white", linewidths=0.5)
    if points is not None:
        x, y = points
        axes.scatter(
            x[:, 0],
            x[:, 1],
            c=y,
            cmap=style.VALUES,
            vmin=levels[0],
            vmax=levels[-1],
            s=(0.8 * float(matplotlib.rcParams["lines.markersize"])) ** 2,
            edgecolors=style.INK,
            linewidths=0.5,
        )
    bar = style.root(axes).colorbar(filled, ax=axes, format="%.4g")
    bar.set_label(style.plain(label))
    axes.set(xlabel=style.plain(names[0]), ylabel=style.plain(names[1]))
    axes.set_xlim(grid.x[0], grid.x[-1])
    axes.set_ylim(grid.y[0], grid.y[-1])
    axes.grid(visible=False)
