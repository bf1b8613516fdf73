"""The reliability diagram: how often predictions of a given probability are right."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.metric import Head, Task
from mlpcli.plot import style
from mlpcli.plot.subject import Run, Subject

TASKS: tuple[Task, ...] = ("binary", "multiclass", "multilabel")


class Bins(NamedTuple):
    """Rows sorted by their probability into B bins of equal width; means are NaN in bins without rows.

    `counts`, `confidence` (mean probability), `frequency` (share of rows where it happened): (B,).
    """

    edges: Array
    counts: Array
    confidence: Array
    frequency: Array

    @property
    def error(self) -> float:
        """ECE = Σ n_b/N |frequency_b - confidence_b|, the expected calibration error.

        *Source:* Naeini, Cooper, Hauskrecht 2015; Guo, Pleiss, Sun, Weinberger 2017, equation 3.

        >>> round(binned(np.array([0.9, 0.9, 0.3, 0.1]), np.array([1, 0, 0, 0])).error, 3)
        0.3
        """
        filled = self.counts > 0
        gaps = np.abs(self.frequency[filled] - self.confidence[filled])
        return float((self.counts[filled] * gaps).sum() / self.counts.sum())


def binned(probability: Array, happened: Array, bins: int = 10) -> Bins:
    """Probabilities (N,), and whether what they are of happened (N,): in bins."""
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip((p * bins).astype(np.intp), 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(place, p, bins) / counts
        frequency = np.bincount(place, y, bins) / counts
    return Bins(edges, counts, confidence, frequency)


def check(subject: Subject) -> None:
    """One run that gives probabilities."""
    subject.run.head(TASKS)


def picture(
    subject: Subject, width: float, part: Part | None = None, target: str | None = None, bins: int = 10
) -> Figure:
    """`bins` is the number of intervals that probabilities are sorted into."""
    run = subject.run
    head, chosen = run.head(TASKS, target), run.part(part)
    probability, happened = gather(run, head, chosen)
    figure = style.figure(width, 0.95 * width)
    what = {
        "binary": (
            f"probability of {head.classes[-1]}" if head.classes else "",
            "share of rows where it is so",
        ),
        "multiclass": ("probability of the predicted class", "share of rows where it is right"),
        "multilabel": ("probability of a label", "share of rows that have it"),
    }[head.task]
    draw(figure, binned(probability, happened, max(bins, 1)), *what)
    style.title(figure.axes[0], f"{run.name}, {chosen} rows")
    return figure


def gather(run: Run, head: Head, part: Part) -> tuple[Array, Array]:
    """Probabilities (N,), and whether it was so: of the second of two classes, of the predicted one of more.

    Of several labels those of all labels together.
    """
    p, y = run.judged(head, part)
    if head.task == "multiclass":
        best = p.argmax(axis=-1)
        return p.max(axis=-1), (best == y.argmax(axis=-1)).astype(np.float64)
    return p.ravel(), y.ravel()


@style.styled
def draw(
    figure: Figure,
    bins: Bins,
    xlabel: str = "probability of the predicted class",
    ylabel: str = "share of rows where it is right",
) -> None:
    """Above: frequency by mean probability, on the diagonal where they agree. Below: the rows of each bin."""
    top, bottom = style.panels(figure, 2, 1, sharex=True, gridspec_kw={"height_ratios": [4, 1]})
    filled = bins.counts > 0
    wide, colour = bins.edges[1] - bins.edges[0], style.COLOURS[0]
    centre = bins.edges[:-1] + wide / 2
    top.plot([0, 1], [0, 1], color=style.INK, linestyle="--", linewidth=1.0, label="perfectly calibrated")
    x, y = bins.confidence[filled], bins.frequency[filled]
    top.vlines(x, x, y, color=style.COLOURS[1], linewidth=3, alpha=0.6, label="gap")
    top.plot(x, y, marker="o", color=colour, label="network")
    top.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), ylabel=style.plain(ylabel))
    top.text(
        0.97,
        0.05,
        f"ECE {bins.error:.3f}",
        ha="right",
        va="bottom",
        transform=top.transAxes,
        fontweight="bold",
    )
    style.legend(top)
    bottom.bar(centre, bins.counts, width=0.92 * wide, color=colour)
    bottom.set(ylabel="rows", xlabel=style.plain(xlabel))
    style.whole_steps(bottom, "y", 3)
