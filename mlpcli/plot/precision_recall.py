"""Precision against recall at every threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.data.split import Part
from mlpcli.plot import style
from mlpcli.plot.subject import Subject
from mlpcli.plot.thresholds import TASKS, Ranked, gather


def check(subject: Subject) -> None:
    """One run that gives probabilities."""
    subject.run.head(TASKS)


def picture(subject: Subject, width: float, part: Part | None = None, target: str | None = None) -> Figure:
    """A curve for the second of two classes, or for each of more against the rest."""
    run = subject.run
    head, chosen = run.head(TASKS, target), run.part(part)
    figure = style.figure(width, 0.85 * width)
    axes = style.panel(figure)
    draw(axes, gather(run, head, chosen))
    style.title(axes, f"{run.name}, {chosen} rows")
    return figure


def average_precision(curve: Ranked) -> float:
    """AP = Σ (R_t - R_{t-1}) P_t over falling thresholds, without interpolation.

    *Source:* scikit-learn's average_precision_score.

    >>> round(average_precision(Ranked("", np.array([0.0, 1, 2, 2]), np.array([0.0, 0, 1, 2]))), 4)
    0.8333
    """
    if not curve.true[-1]:
        return float("nan")
    precision = curve.true[1:] / (curve.true[1:] + curve.false[1:])
    return float((np.diff(curve.true) * precision).sum() / curve.true[-1])


@style.styled
def draw(axes: Axes, curves: Sequence[Ranked]) -> None:
    """A curve of steps a class, with its average precision; a dotted line at the share of a single class."""
    for i, curve in enumerate(curves):
        if curve.true[-1]:
            colour, dashes, marker = style.look(i)
            precision = curve.true[1:] / (curve.true[1:] + curve.false[1:])
            axes.step(
                curve.true / curve.true[-1],
                np.append(precision[0], precision),
                where="pre",
                color=colour,
                linestyle=dashes,
                marker=marker if len(curves) > 1 else "",
                markevery=max(len(precision) // 6, 1),
                label=f"{style.plain(curve.name, 24)}: {average_precision(curve):.3f}",
            )
    if len(curves) == 1 and curves[0].true[-1]:
        share = curves[0].true[-1] / (curves[0].true[-1] + curves[0].false[-1])
        axes.axhline(share, color=style.INK, linestyle=":", linewidth=1.0)
    axes.set(xlabel="recall", ylabel="precision", xlim=(-0.02, 1.02), ylim=(-0.02, 1.04))
    style.legend(axes, "average precision")
