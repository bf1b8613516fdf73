"""The loss along the straight line between two networks, or from first weights to trained ones."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis import loss_line
from mlpcli.analysis.directions import ROWS
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.loss_line import Line
from mlpcli.analysis.subject import Runs
from mlpcli.plot import style
from mlpcli.plot.subject import MisfitError, Subject


def check(subject: Subject) -> None:
    """One run, or two with the same network and data."""
    if subject.swept is not None:
        raise MisfitError("it shows runs, and this is a sweep")
    loss_line.check(subject.runs)


def picture(
    subject: Subject,
    width: float,
    points: int = 51,
    reach: tuple[float, float] = (-0.5, 1.5),
    rows: int = ROWS,
) -> Figure:
    """`points` between the two ends of `reach`; 0 is the first network, 1 the other."""
    found = loss_line.analyze(subject.runs, points, reach, rows)
    return figure_of(subject.runs, found, width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found."""
    made = style.figure(width)
    axes = style.panel(made)
    draw(axes, found.drawn)
    style.title(axes, f"From {found.drawn.ends[0]} to {found.drawn.ends[1]}")
    return made


@style.styled
def draw(axes: Axes, line: Line) -> None:
    """A curve for each part of the data; the two networks are marked by lines."""
    for i, (part, values) in enumerate(line.losses.items()):
        colour, dashes, marker = style.look(i)
        axes.plot(
            line.t,
            values,
            color=colour,
            linestyle=dashes,
            marker=marker,
            markevery=max(len(line.t) // 8, 1),
            label=f"{part} loss",
        )
    every = [value for values in line.losses.values() for value in values]
    if min(every) > 0 and max(every) > 30 * min(every):
        axes.set_yscale("log")
    for at in (0, 1):
        axes.axvline(at, color=style.INK, linewidth=0.8, linestyle=(0, (2, 2)))
    axes.set(ylabel="loss")
    axes.set_xlabel(style.plain(f"0: {line.ends[0]}   1: {line.ends[1]}", 70))
    style.legend(axes)
