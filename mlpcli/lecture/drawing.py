"""Small pictures that several lectures share: curves, bars, points against points, a plane of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from mlpcli.plot.style import Look


def look(i: int) -> Look:
    """The colour, the dashes and the marker of the i-th of several things, as in all pictures."""
    from mlpcli.plot import style

    return style.look(i)


def curves(
    ax: Axes,
    series: Mapping[str, tuple[Sequence[float] | Array, Sequence[float] | Array]],
    x: str,
    y: str,
    *,
    log: str = "",
    marked: bool = False,
) -> None:
    """Lines by name, told apart by colour and stroke; `log` names the axes that are logarithmic: "xy"."""
    for i, (name, (xs, ys)) in enumerate(series.items()):
        colour, dashes, marker = look(i)
        shown = marker if marked else None
        ax.plot(xs, ys, color=colour, linestyle=dashes, marker=shown, markersize=4, label=name)
    labelled(ax, x, y)
    if "x" in log:
        ax.set_xscale("log")
        if marked:  # few values: each has its tick
            ticks = sorted({float(value) for xs, _ in series.values() for value in xs})
            ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks], minor=False)
            ax.set_xticks([], minor=True)
    if "y" in log:
        ax.set_yscale("log")
    if len(series) > 1:
        ax.legend(fontsize="small")


def bars(ax: Axes, names: Sequence[str], series: Mapping[str, Sequence[float] | Array], y: str) -> None:
    """Groups of bars: a group for each name, a bar for each series."""
    width = 0.8 / len(series)
    for i, (label, values) in enumerate(series.items()):
        places = np.arange(len(names)) + (i - (len(series) - 1) / 2) * width
        hatch = ("", "//", "..", "xx")[i % 4]
        ax.bar(places, values, width, label=label, color=look(i).colour, hatch=hatch, edgecolor="white")
    turned = max(map(len, names)) * len(names) > 50
    ax.set_xticks(
        np.arange(len(names)), names, rotation=30 if turned else 0, ha="right" if turned else "center"
    )
    labelled(ax, "", y)
    if len(series) > 1:
        ax.legend(fontsize="small")


def against(ax: Axes, ours: Array, theirs: Array, x: str, y: str) -> None:
    """Points that should lie on the diagonal, which is drawn."""
    ends = [min(ours.min(), theirs.min()), max(ours.max(), theirs.max())]
    ax.plot(ends, ends, color="0.6", linewidth=1)
    ax.scatter(theirs, ours, color=look(0).colour, marker="o", s=30)
    labelled(ax, x, y)


def plane(ax: Axes, session: Session, title: str = "") -> None:
    """What a network of two inputs answers, in shades; where it changes its mind; the training rows on it."""
    samples, features = session.prepared.train, session.prepared.coding.features
    low, high = samples.x.min(axis=0), samples.x.max(axis=0)
    low, high = low - 0.15 * (high - low), high + 0.15 * (high - low)
    grid = np.meshgrid(*(np.linspace(a, b, 201) for a, b in zip(low, high, strict=True)))
    points = np.column_stack([g.ravel() for g in grid]).astype(samples.x.dtype)
    answer = session.model("last").outputs(points)[:, 0].reshape(grid[0].shape)
    shift, scale = np.asarray(features.shift), np.asarray(features.scale)
    u, v = (grid[i] * scale[i] + shift[i] for i in (0, 1))
    levels = np.linspace(min(answer.min(), 0), max(answer.max(), 1), 21)
    ax.contourf(u, v, answer, levels=levels, cmap="Greys", vmin=levels[0], vmax=1.8 * levels[-1])
    if answer.min() < 0.5 < answer.max():
        ax.contour(u, v, answer, levels=[0.5], colors="black", linewidths=1.5)
    x = samples.x * scale + shift
    for label in (0, 1):
        of, (colour, _, marker) = samples.y[:, 0] == label, look(label)
        name = f"class {label}"
        ax.scatter(x[of, 0], x[of, 1], c=colour, marker=marker, s=36, edgecolors="white", label=name)
    ax.legend(fontsize="small")
    labelled(ax, *session.prepared.coding.feature_names[:2])
    ax.grid(visible=False)
    titled(ax, title)


def halves(figure: Figure) -> tuple[SubFigure, SubFigure]:
    """The left and the right half of a figure, to be divided further."""
    left, right = np.ravel(np.array(figure.subfigures(1, 2)))
    return left, right


def labelled(ax: Axes, x: str, y: str) -> None:
    """Names at the axes."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)


def titled(ax: Axes, title: str) -> None:
    """A small title: the lecture's own stands above the picture."""
    ax.set_title(title, fontsize="small", fontweight="normal", loc="left")


def history(session: Session, monitor: str = "training_loss") -> tuple[list[int], list[Any]]:
    """Epochs and the values of a monitor: a curve."""
    ends = session.replica.history
    return [end.epoch for end in ends], [end.value(monitor) for end in ends]
