"""Small pictures that several lectures share: curves, bars, points against points, a plane of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
"""Okabe and Ito's, which the colour-blind can tell apart; order by lightness does for print."""
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)))
MARKERS = ("o", "^", "s", "D", "v", "P", "X")


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
        marker = MARKERS[i % len(MARKERS)] if marked else None
        ax.plot(xs, ys, color=COLOURS[i % 7], linestyle=LINES[i % 7], marker=marker, markersize=4, label=name)
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
        ax.bar(places, values, width, label=label, color=COLOURS[i % 7], hatch=hatch, edgecolor="white")
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
    ax.scatter(theirs, ours, color=COLOURS[0], marker="o", s=30)
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
        ax.contour(u, v, answer, levels=[0.5], colors=COLOURS[6], linewidths=1.5)
    x = samples.x * scale + shift
    for label, colour, marker in ((0, COLOURS[1], "o"), (1, COLOURS[0], "^")):
        of = samples.y[:, 0] == label
        ax.scatter(
            x[of, 0], x[of, 1], c=colour, marker=marker, s=36, edgecolors="white", label=f"class {label}"
        )
    ax.legend(fontsize="small")
    labelled(ax, *session.prepared.coding.feature_names[:2])
    ax.set_title(title, fontsize="medium")


def labelled(ax: Axes, x: str, y: str) -> None:
    """Names at the axes, a light grid."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.grid(True, color="0.9", linewidth=0.6)
    ax.set_axisbelow(True)


def history(session: Session, monitor: str = "training_loss") -> tuple[list[int], list[Any]]:
    """Epochs and the values of a monitor: a curve."""
    ends = session.replica.history
    return [end.epoch for end in ends], [end.value(monitor) for end in ends]
