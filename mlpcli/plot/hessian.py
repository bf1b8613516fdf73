"""The spectrum of the loss's Hessian; or errors of critical points against their shares of negative ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis import hessian
from mlpcli.analysis.critical import Critical
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.spectrum import Spectrum
from mlpcli.analysis.subject import Runs, alone
from mlpcli.plot import style
from mlpcli.plot.subject import Subject

BINS = 60

LINEAR = 1e-3
"""Part of the largest eigenvalue below which the axis is linear."""


def check(subject: Subject) -> None:
    """One run that learns something."""
    hessian.check((subject.run,))


def picture(subject: Subject, width: float, critical: int = 0, rows: int = 2000, seed: int = 0) -> Figure:
    """`critical` points to be found, in the place of the spectrum at the run's weights."""
    runs = (subject.run,)
    return figure_of(runs, hessian.analyze(runs, critical=critical, rows=rows, seed=seed), width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found: a spectrum, or critical points."""
    made = style.figure(width)
    axes = style.panel(made)
    if isinstance(found.drawn, Spectrum):
        draw(axes, found.drawn)
        style.title(axes, f"{alone(runs).name}: Hessian at the {alone(runs).which} weights")
    else:
        draw_points(axes, found.drawn)
        style.title(axes, f"{alone(runs).name}: {len(found.drawn)} critical points")
    return made


@style.styled
def draw(axes: Axes, spectrum: Spectrum) -> None:
    """How many eigenvalues there are of which size, on a logarithmic axis both ways; the ends are marked."""
    values = spectrum.values
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    linear = LINEAR * largest
    scaled = np.arcsinh(values / linear)
    edges = np.linspace(min(scaled.min(), -0.5), max(scaled.max(), 0.5), BINS + 1)
    counts, _ = np.histogram(scaled, edges, weights=spectrum.shares)
    middle = (edges[1:] + edges[:-1]) / 2
    axes.axvline(0, color=style.INK, linewidth=0.8)
    for i, (below, name) in enumerate(((middle < 0, "below 0"), (middle >= 0, "above 0"))):
        axes.bar(
            linear * np.sinh(edges[:-1][below]),
            counts[below],
            width=(linear * np.diff(np.sinh(edges)))[below],
            align="edge",
            color=style.COLOURS[1 - i],
            hatch=("//", "")[i],
            edgecolor="white",
            linewidth=0.3,
            label=name,
        )
    for end in (values[0], values[-1]):
        axes.plot([end], [0], marker="^", color=style.INK, clip_on=False, zorder=4)
        axes.annotate(
            f"{end:.3g}".replace("-", "−"), (end, 0), (0, 10), textcoords="offset points", ha="center"
        )
    axes.set_xscale("symlog", linthresh=linear)
    axes.margins(x=0.06)
    ticks = [-largest, -10 * linear, 0, 10 * linear, largest]
    shown = [tick for tick in ticks if values[0] * 1.5 <= tick <= values[-1] * 1.5 or tick == 0]
    axes.set_xticks(shown, [f"{tick:.1g}".replace("-", "−") for tick in shown])
    axes.set_xticks([], minor=True)
    axes.set(xlabel="eigenvalue", ylabel=f"share of eigenvalues{'' if spectrum.exact else ' (estimated)'}")
    style.legend(axes)


@style.styled
def draw_points(axes: Axes, points: Sequence[Critical]) -> None:
    """A mark for each point: minima are filled, saddles hollow."""
    for i, (saddle, name) in enumerate(((True, "saddle"), (False, "minimum"))):
        own = [point for point in points if (point.spectrum.negative > 0) == saddle]
        if own:
            axes.plot(
                [point.loss for point in own],
                [point.spectrum.negative for point in own],
                linestyle="",
                marker=style.MARKERS[i],
                color=style.COLOURS[1 - i],
                markerfacecolor="none" if saddle else style.COLOURS[1 - i],
                label=f"{name} ({len(own)})",
            )
    axes.set(xlabel="training error", ylabel="share of negative eigenvalues")
    axes.margins(0.08)
    style.legend(axes)
