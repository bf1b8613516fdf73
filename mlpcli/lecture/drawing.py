"""Small pictures that several lectures share: curves, bars, points against points, a plane of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.session import Session, Which

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


def plane(
    ax: Axes,
    session: Session,
    title: str = "",
    *,
    levels: Sequence[float] = (),
    which: Which = "last",
    legend: bool = True,
) -> None:
    """What a network of two inputs takes for which class, and the training rows, as `mlp plot` draws it.

    Dashed lines run where it answers `levels`.
    """
    from mlpcli.plot import boundary
    from mlpcli.plot.grid import STEPS, Grid, widened

    samples, features = session.prepared.train, session.prepared.coding.features
    shift, scale = np.asarray(features.shift), np.asarray(features.scale)
    x = samples.x * scale + shift
    u, v = (np.linspace(*widened(x[:, i], 0.15), STEPS) for i in (0, 1))
    places = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
    answers = session.model(which).outputs(((places - shift) / scale).astype(samples.x.dtype))
    grid = Grid(u, v, answers[:, 0].astype(np.float64).reshape(STEPS, STEPS))
    rows = boundary.Points(x, samples.y[:, 0].astype(np.intp))
    names = session.prepared.coding.feature_names[:2]
    boundary.draw(ax, grid, [rows], ("class 0", "class 1"), names, levels)
    shown = ax.get_legend()
    if shown is not None and not legend:
        shown.remove()
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
