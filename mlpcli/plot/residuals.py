"""The residuals, target minus prediction: against the prediction, and as a histogram."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.metric import Task
from mlpcli.plot import style
from mlpcli.plot.subject import MisfitError, Subject

TASKS: tuple[Task, ...] = ("regression", "counts")


def check(subject: Subject) -> None:
    """One run that predicts numbers."""
    run = subject.run
    run.head(TASKS)
    if run.trained.coding.target is None:
        raise MisfitError("it needs a target of numbers, and this run reproduces its inputs")


def picture(
    subject: Subject, width: float, part: Part | None = None, target: str | None = None, output: int = 0
) -> Figure:
    """`output` is the number of the target's column, for targets of several."""
    run = subject.run
    head, chosen = run.head(TASKS, target), run.part(part)
    prediction, truth = run.judged(head, chosen)
    column = min(max(output, 0), prediction.shape[1] - 1)
    names = [head.name] if head.name else list(run.trained.experiment.data.targets)
    name = names[column] if len(names) == prediction.shape[1] else f"{', '.join(names)} {column}"
    figure = style.figure(width, 0.6 * width)
    draw(figure, prediction[:, column], truth[:, column], name)
    error = rms(truth[:, column] - prediction[:, column])
    style.title(figure, f"{run.name}: RMSE {error:.4g} on {len(truth):,} {chosen} rows")
    return figure


def rms(residual: Array) -> float:
    """The root mean square.

    >>> rms(np.array([3.0, -4.0, 0.0, 0.0]))
    2.5
    """
    return float(np.sqrt(np.mean(np.square(residual, dtype=np.float64))))


@style.styled
def draw(figure: Figure, prediction: Array, target: Array, name: str = "y") -> None:
    """prediction, target: (N,) in the data's units; dashed lines at the root mean square of the residuals."""
    prediction, target = (np.asarray(v, dtype=np.float64) for v in (prediction, target))
    residual = target - prediction
    left, right = style.panels(figure, 1, 2, sharey=True, gridspec_kw={"width_ratios": [3, 1]})
    colour = style.COLOURS[0]
    left.plot(prediction, residual, linestyle="", marker="o", color=colour, alpha=0.6, markeredgewidth=0)
    deviation = rms(residual)
    for axes in (left, right):
        axes.axhline(0, color=style.INK, linewidth=1.0)
        for side in (-deviation, deviation):
            axes.axhline(side, color=style.COLOURS[1], linewidth=1.0, linestyle="--")
    bins = int(np.clip(np.sqrt(len(residual)), 5, 40))
    right.hist(residual, bins=bins, orientation="horizontal", color=colour, edgecolor="white", linewidth=0.4)
    left.set(xlabel=f"predicted {style.plain(name, 24)}", ylabel="target − prediction")
    right.set_xlabel("rows")
