"""The regions of the classes in the plane of two features, with the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.metric import Task, counting
from mlpcli.plot import style
from mlpcli.plot.grid import Grid, Window, plane
from mlpcli.plot.subject import Run, Subject

TASKS: tuple[Task, ...] = ("binary", "multiclass")


@dataclass(frozen=True, eq=False)
class Points:
    """Data: x (N, 2), the number of each one's class (N,), and whether they are new to the network."""

    x: Array
    labels: Array
    held_out: bool = False


def check(subject: Subject) -> None:
    """One run with two features that are numbers, and classes."""
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
    data = gather(run, target)
    grid = plane(run, inputs, np.concatenate([points.x for points in data]), head, window)
    figure = style.figure(width, 0.8 * width)
    draw(style.panel(figure), grid, data if points else [], head.classes, inputs.names)
    style.title(figure.axes[0], run.name)
    return figure


def gather(run: Run, target: str | None = None) -> list[Points]:
    """The rows that were learned from, and the others."""
    head, inputs = run.head(TASKS, target), run.inputs(2)
    found = []
    split: tuple[tuple[bool, tuple[Part, ...]], ...] = ((False, ("train",)), (True, ("validation", "test")))
    for held_out, parts in split:
        samples = [run.samples(part) for part in parts if len(run.trained.checkpoint.data.partition[part])]
        if samples:
            x = inputs.values(np.concatenate([own.x for own in samples]))
            y = np.concatenate([own.y[:, head.columns] for own in samples])
            found.append(Points(x, counting.labels(y).astype(np.intp), held_out))
    return found


@style.styled
def draw(
    axes: Axes,
    grid: Grid,
    points: Sequence[Points] = (),
    classes: Sequence[object] = (),
    names: Sequence[str] = ("x1", "x2"),
    levels: Sequence[float] = (0.1, 0.9),
) -> None:
    """grid.z: (H, W) is the probability of the second of two classes, (H, W, C) has one for each of C.

    The regions are tinted, and a line runs where the most probable class changes; of two classes also thin
    lines at the probabilities `levels`. A class has a marker, hollow for rows that were not learned from.
    """
    z = grid.z[..., 0] if grid.z.ndim == 3 and grid.z.shape[-1] == 1 else grid.z
    p = np.stack([1 - z, z], axis=-1) if z.ndim == 2 else z
    winner, C = p.argmax(axis=-1), p.shape[-1]
    if z.ndim == 2:
        winner = (z > 0.5).astype(np.intp)
    tints = ListedColormap([_tint(style.look(c).colour, c) for c in range(C)])
    axes.pcolormesh(
        grid.x, grid.y, winner, cmap=tints, vmin=-0.5, vmax=C - 0.5, shading="nearest", rasterized=True
    )
    for c in range(C if C > 2 else 1):
        margin = p[..., c] - np.delete(p, c, axis=-1).max(axis=-1) if C > 2 else z - 0.5
        if margin.min() < 0 < margin.max():
            axes.contour(grid.x, grid.y, margin, [0.0], colors=style.INK, linewidths=1.3, linestyles="solid")
    if C == 2 and len(levels):
        inside = [level for level in levels if z.min() < level < z.max()]
        if inside:
            axes.contour(grid.x, grid.y, z, inside, colors=style.INK, linewidths=0.7, linestyles="dashed")
    for own in points:
        for c in range(C):
            _scatter(axes, own.x[own.labels == c], c, hollow=own.held_out)
    axes.set(xlabel=style.plain(names[0]), ylabel=style.plain(names[1]))
    axes.set_xlim(grid.x[0], grid.x[-1])
    axes.set_ylim(grid.y[0], grid.y[-1])
    axes.grid(visible=False)
    if points:
        _legend(axes, classes or range(C), C, held_out=any(own.held_out for own in points))


def _scatter(axes: Axes, x: Array, c: int, *, hollow: bool) -> None:
    colour, _, marker = style.look(c)
    axes.plot(
        x[:, 0],
        x[:, 1],
        linestyle="",
        marker=marker,
        color=colour,
        markerfacecolor="white" if hollow else colour,
        markeredgecolor=colour if hollow else "white",
        markeredgewidth=1.1 if hollow else 0.6,
        clip_on=True,
    )


def _legend(axes: Axes, classes: Sequence[object], C: int, *, held_out: bool) -> None:
    """Beside the picture, where it hides no data."""
    handles = [_mark(style.plain(name, 18), c) for c, name in zip(range(C), classes, strict=False)]
    if held_out:
        handles.append(Line2D([], [], linestyle="", marker="o", color=style.INK, label="learned from"))
        handles.append(
            Line2D(
                [], [], linestyle="", marker="o", color=style.INK, markerfacecolor="white", label="held out"
            )
        )
    axes.legend(handles=handles, loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=1.0)


def _mark(label: str, c: int) -> Line2D:
    colour, _, marker = style.look(c)
    return Line2D([], [], linestyle="", marker=marker, color=colour, label=label)


def _tint(colour: str, c: int) -> tuple[float, float, float]:
    """A pale form of the colour; neighbours differ in lightness, so that grey tells them apart."""
    share = (0.30, 0.12, 0.42, 0.22)[c % 4]
    r, g, b = (1 - share + share * channel for channel in to_rgb(colour))
    return r, g, b
