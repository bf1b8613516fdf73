"""The receiver operating characteristic: true against false positives at every threshold."""

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


def area(curve: Ranked) -> float:
    """AUC by trapezoids, which is the metric roc_auc; NaN where there is nothing to compare.

    >>> area(Ranked("", np.array([0.0, 1, 2, 2]), np.array([0.0, 0, 1, 2])))
    0.875
    """
    if not curve.is_defined:
        return float("nan")
    steps = np.diff(curve.false) * (curve.true[1:] + curve.true[:-1]) / 2
    return float(steps.sum() / (curve.true[-1] * curve.false[-1]))


@style.styled
def draw(axes: Axes, curves: Sequence[Ranked]) -> None:
    """A curve a class, with the area below it; the diagonal is a guess."""
    axes.plot([0, 1], [0, 1], color=style.INK, linestyle=":", linewidth=1.0)
    for i, curve in enumerate(curves):
        if curve.is_defined:
            colour, dashes, marker = style.look(i)
            axes.plot(
                curve.false / curve.false[-1],
                curve.true / curve.true[-1],
                color=colour,
                linestyle=dashes,
                marker=marker if len(curves) > 1 else "",
                markevery=max(len(curve.true) // 6, 1),
                label=f"{style.plain(curve.name, 24)}: {area(curve):.3f}",
            )
    axes.set(
        xlabel="false positive rate", ylabel="true positive rate", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02)
    )
    style.legend(axes, "area under the curve")
