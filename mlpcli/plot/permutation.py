"""How much worse the predictions get when one column of the data is shuffled."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis import importance
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.importance import Importance
from mlpcli.analysis.subject import Runs, alone
from mlpcli.data.split import Part
from mlpcli.plot import style
from mlpcli.plot.subject import Subject

MOST = 25
"""Columns that are shown, the most important ones."""


def check(subject: Subject) -> None:
    """One run."""
    importance.check((subject.run,))


def picture(
    subject: Subject,
    width: float,
    part: Part | None = None,
    metric: str = "loss",
    repeats: int = 10,
    seed: int = 0,
) -> Figure:
    """`metric` is loss or a metric of the run; every column is shuffled `repeats` times."""
    runs = (subject.run,)
    return figure_of(runs, importance.analyze(runs, part, metric, repeats, seed), width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found."""
    metric, every = found.drawn
    shown = every[:MOST]
    made = style.figure(width, min(max(0.3 * len(shown) + 1.1, 1.8), 9.0))
    axes = style.panel(made)
    draw(axes, shown, metric)
    left = f", {len(shown)} of {len(every)} columns" if len(every) > len(shown) else ""
    style.title(axes, f"{alone(runs).name}, {found.facts['part']} rows{left}")
    return made


@style.styled
def draw(axes: Axes, found: Sequence[Importance], metric: str) -> None:
    """A bar a column with the deviation over the shuffles, the most important at the top."""
    axes.barh(
        range(len(found)),
        [one.mean for one in found],
        xerr=[one.deviation for one in found],
        color=style.COLOURS[0],
        ecolor=style.INK,
        capsize=2.5,
        height=0.65,
    )
    axes.axvline(0, color=style.INK, linewidth=0.8)
    axes.set_yticks(range(len(found)), style.names([one.column for one in found]))
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(f"{style.plain(metric.replace('_', ' '))}: how much worse without the column")
