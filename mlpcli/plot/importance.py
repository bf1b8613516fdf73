"""How much each axis of a sweep matters: the share of the variance that it explains by itself."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.plot import style
from mlpcli.plot.subject import MisfitError, Subject
from mlpcli.report.sweep.names import short_names
from mlpcli.sweep.importance import importance


def check(subject: Subject) -> None:
    """A sweep in which something varies."""
    if not gather(subject):
        raise MisfitError("no two points of this sweep differ")


def picture(subject: Subject, width: float) -> Figure:
    """The axes, the most important first."""
    shares = gather(subject)
    figure = style.figure(width, min(max(0.4 * len(shares) + 1.0, 1.6), 8.0))
    axes = style.panel(figure)
    draw(axes, shares, subject.sweep.objective.replace("_", " "))
    style.title(axes, subject.title)
    return figure


def gather(subject: Subject) -> dict[str, float]:
    """The share of each axis by its short name."""
    shares = importance(subject.sweep.results, subject.sweep.objective)
    names = short_names(list(shares))
    return {names[key]: share for key, share in shares.items()}


@style.styled
def draw(axes: Axes, shares: Mapping[str, float], objective: str) -> None:
    """A bar an axis, from 0 to 1, the largest at the top."""
    names = style.names(list(shares), 28)
    bars = axes.barh(range(len(shares)), list(shares.values()), color=style.COLOURS[0], height=0.65)
    axes.bar_label(bars, [f"{share:.0%}" for share in shares.values()], padding=3)
    axes.set_yticks(range(len(shares)), names)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set(xlim=(0, 1.12), xlabel=f"share of the variance of the {style.plain(objective)}")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
