"""The confusion matrix: which classes are taken for which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.metric import Task, counting
from mlpcli.plot import style
from mlpcli.plot.subject import Subject

TASKS: tuple[Task, ...] = ("binary", "multiclass")

MOST_NUMBERS = 25
"""Matrices of more classes show colours alone."""

MOST_NAMES = 40
"""With more classes, the axes count them."""


def check(subject: Subject) -> None:
    """One run that tells classes apart."""
    subject.run.head(TASKS)


def picture(subject: Subject, width: float, part: Part | None = None, target: str | None = None) -> Figure:
    """The matrix on a part of the rows."""
    run = subject.run
    head, chosen = run.head(TASKS, target), run.part(part)
    prediction, truth = run.judged(head, chosen)
    counts = counting.confusion(prediction, truth)
    figure = style.figure(width, 0.86 * width)
    axes = style.panel(figure)
    draw(axes, counts, [str(name) for name in head.classes])
    right = np.trace(counts) / counts.sum()
    style.title(axes, f"{run.name}: {right:.1%} of {int(counts.sum()):,} {chosen} rows are right")
    return figure


@style.styled
def draw(axes: Axes, counts: Array, classes: Sequence[str]) -> None:
    """counts: (C, C), true classes down, predicted ones across; the colour is the share of the true class."""
    counts = np.asarray(counts, dtype=np.float64)
    C = len(counts)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    image = axes.imshow(shares, cmap=style.COUNTS, vmin=0, vmax=1)
    style.image_axes(axes)
    bar = style.root(axes).colorbar(image, ax=axes, shrink=0.8)
    bar.set_label("share of the true class")
    if C <= MOST_NUMBERS:
        size = style.cell_size(axes, C, C, len(str(int(counts.max()))))
        for i, j in np.ndindex(C, C):
            if counts[i, j] or C <= 12:
                colour = "white" if shares[i, j] > 0.5 else style.INK
                axes.text(j, i, f"{int(counts[i, j])}", ha="center", va="center", color=colour, fontsize=size)
    if C <= MOST_NAMES:
        labels = style.names(classes, 16)
        long = max(map(len, labels)) > 3 and C > 4
        axes.set_xticks(range(C), labels, rotation=90 if long or max(map(len, labels)) > 12 else 0)
        axes.set_yticks(range(C), labels)
        if C > MOST_NUMBERS:
            axes.tick_params(labelsize=5)
    axes.set(xlabel="predicted class", ylabel="true class")
