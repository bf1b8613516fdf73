"""The reliability diagram: how often predictions of a given probability are right."""

from __future__ import annotations

from matplotlib.figure import Figure

from mlpcli.analysis.bins import TASKS, Bins, binned, confidences
from mlpcli.data.split import Part
from mlpcli.plot import style
from mlpcli.plot.subject import Subject


def check(subject: Subject) -> None:
    """One run that gives probabilities."""
    subject.run.head(TASKS)


def picture(
    subject: Subject, width: float, part: Part | None = None, target: str | None = None, bins: int = 10
) -> Figure:
    """`bins` is the number of intervals that probabilities are sorted into."""
    run = subject.run
    head, chosen = run.head(TASKS, target), run.part(part)
    probability, happened = confidences(head.task, *run.judged(head, chosen))
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
