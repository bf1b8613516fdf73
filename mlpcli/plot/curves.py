"""Learning curves: loss or a metric by epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.histories import History, histories, measured
from mlpcli.plot.subject import Subject

Scale: TypeAlias = Literal["auto", "linear", "log"]
Parts: TypeAlias = Literal["auto", "both", "training", "validation"]

FEW = 3
"""So many runs can be told apart with two curves each."""


@dataclass(frozen=True, eq=False)
class Curve:
    """x: (T,), and a value for each of S repeats: ys (S, T), NaN where one has none.

    Curves of the same `look` have a colour in common. `best` is a point to be marked.
    """

    label: str
    x: Array
    ys: Array
    look: int = 0
    dashed: bool = False
    best: tuple[float, float] | None = None


def check(subject: Subject) -> None:
    """Every run has a history."""
    histories(subject)


def picture(
    subject: Subject, width: float, metric: str = "loss", scale: Scale = "auto", parts: Parts = "auto"
) -> Figure:
    """`metric` is loss, a metric such as accuracy, or a column of the history; `parts` where it is measured.

    Of more than three runs the validation values alone, unless both are asked for.
    """
    found = histories(subject)
    single = len(found) == 1
    if parts == "auto":
        parts = "validation" if len(found) > FEW else "both"
    ylabel = metric.replace("_", " ")
    curves = gather(found, metric, parts)
    if parts != "both" or {curve.dashed for curve in curves} == {True}:
        ylabel = f"{'training' if curves[0].dashed else 'validation'} {ylabel}"
    figure = style.figure(width)
    axes = style.panel(figure)
    draw(axes, curves, ylabel=ylabel, scale=scale)
    if single or subject.swept:
        style.title(axes, subject.title)
    return figure


def gather(found: Sequence[History], metric: str = "loss", parts: Parts = "both") -> list[Curve]:
    """Training and validation values of each run, or those of one part; the others where it has none."""
    curves = []
    single = len(found) == 1
    for i, history in enumerate(found):
        every = list(measured(history, metric))
        chosen = [entry for entry in every if parts in ("both", entry[0])] or every
        for part, ys in chosen:
            label = part if single else style.plain(history.label, 60)
            if not single and len(chosen) > 1:
                label = f"{label}: {part}"
            best = None
            if part == "validation" and history.best_epoch and len(ys) == 1:
                at = np.flatnonzero(history.epochs == history.best_epoch)
                best = (float(history.best_epoch), float(ys[0, at[0]])) if len(at) else None
            look = i if not single else ("validation", "training", "averaged").index(part.split()[0])
            curves.append(Curve(label, history.epochs, ys, look, part == "training", best))
    return curves


@style.styled
def draw(
    axes: Axes, curves: Sequence[Curve], xlabel: str = "epoch", ylabel: str = "loss", scale: Scale = "auto"
) -> None:
    """Each curve as the mean over its repeats, in a band from the lowest to the highest.

    Where some repeats have ended before others, the mean is over those that go on.
    """
    repeats = 1
    for curve in curves:
        colour, dashes, marker = style.look(curve.look)
        ys = np.where(np.isfinite(curve.ys), curve.ys, np.nan)
        known = ~np.isnan(ys).all(axis=0)
        x, ys = curve.x[known], ys[:, known]
        if not len(x):
            continue
        axes.plot(
            x,
            np.nanmean(ys, axis=0),
            color=colour,
            linestyle=(0, (2, 1.5)) if curve.dashed else dashes if curve.look else "-",
            marker=marker,
            markerfacecolor="white" if curve.dashed else colour,
            markevery=max(len(x) // 8, 1),
            label=curve.label,
        )
        if len(ys) > 1:
            repeats = max(repeats, len(ys))
            axes.fill_between(
                x, np.nanmin(ys, axis=0), np.nanmax(ys, axis=0), color=colour, alpha=0.2, linewidth=0
            )
        if curve.best is not None:
            axes.plot(
                *curve.best,
                linestyle="",
                marker="*",
                markersize=13 if curve.look == 0 else 10,
                color=colour,
                markeredgecolor=style.INK,
                markeredgewidth=0.6,
                zorder=5,
            )
            axes.axvline(curve.best[0], color=style.INK, linewidth=0.8, linestyle=":", zorder=1)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    values = np.concatenate([curve.ys.ravel() for curve in curves] or [np.empty(0)])
    if scale == "log" or (scale == "auto" and style.spread(values)):
        axes.set_yscale("log")
    style.whole_steps(axes)
    style.legend(axes, f"mean and range of {repeats} repeats" if repeats > 1 else None)
