"""The mean prediction as a function of one column, with single rows if wanted."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis import dependence
from mlpcli.analysis.dependence import Dependence
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.subject import Runs, alone
from mlpcli.data.split import Part
from mlpcli.plot import style
from mlpcli.plot.subject import Subject

MOST = 8
"""Outputs that are shown."""


def check(subject: Subject) -> None:
    """One run with a column that is a number or a category."""
    dependence.check((subject.run,))


def picture(
    subject: Subject,
    width: float,
    column: str | None = None,
    part: Part | None = None,
    points: int = 40,
    lines: int = 0,
) -> Figure:
    """`column` of the file, the first if none; `lines` of single rows beside the mean."""
    runs = (subject.run,)
    return figure_of(runs, dependence.analyze(runs, column, part, points, lines), width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found."""
    made = style.figure(width)
    axes = style.panel(made)
    draw(axes, found.drawn)
    style.title(axes, f"{alone(runs).name}: mean over {found.facts['rows']:,} {found.facts['part']} rows")
    return made


@style.styled
def draw(axes: Axes, found: Dependence) -> None:
    """A line an output over numbers, a group of marks over categories; single rows are thin and pale."""
    numeric = not any(isinstance(value, str) for value in found.values)
    x = np.array(found.values, dtype=np.float64) if numeric else np.arange(len(found.values))
    outputs = found.outputs[:MOST]
    for o, name in enumerate(outputs):
        colour, dashes, marker = style.look(o)
        for line in found.lines:
            axes.plot(x, line[:, o], color=colour, linewidth=0.6, alpha=0.35, zorder=1)
        axes.plot(
            x,
            found.mean[:, o],
            color=colour,
            linestyle=dashes if numeric else "",
            marker=marker,
            markevery=max(len(x) // 8, 1) if numeric else 1,
            label=style.plain(name),
            zorder=3,
        )
    if not numeric:
        axes.set_xticks(x, style.names(found.values, 16), rotation=30 if len(x) > 4 else 0)
        axes.set_xlim(-0.5, len(x) - 0.5)
    axes.set_xlabel(style.plain(found.column))
    axes.set_ylabel(style.plain(outputs[0]) if len(outputs) == 1 else "mean prediction")
    if len(outputs) > 1:
        style.legend(axes)
