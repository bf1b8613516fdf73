"""How fast the kernel of a random relu layer nears the arc-cosine kernel as its width grows."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.analysis import kernel
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.kernel import Errors
from mlpcli.analysis.subject import Runs, alone
from mlpcli.plot import style
from mlpcli.plot.subject import Subject


def check(subject: Subject) -> None:
    """One run whose first layer is random relu units, or began as such."""
    kernel.check((subject.run,))


def picture(subject: Subject, width: float, rows: int = 60, repeats: int = 8, seed: int = 0) -> Figure:
    """`rows` of the training part; layers of every width are drawn `repeats` times."""
    runs = (subject.run,)
    return figure_of(runs, kernel.analyze(runs, rows, repeats, seed), width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found."""
    made = style.figure(width)
    axes = style.panel(made)
    draw(axes, found.drawn, f"units of {found.facts['layer']}")
    style.title(axes, f"{alone(runs).name}: error of the kernel")
    return made


@style.styled
def draw(axes: Axes, errors: Errors, own: str = "this layer") -> None:
    """Errors by width on logarithmic axes, with a line that falls as 1/√m."""
    widths = np.array(errors.widths, dtype=np.float64)
    series = (("random layers", errors.fresh), (own, errors.own))
    for i, (name, values) in enumerate(series):
        colour, dashes, marker = style.look(i)
        known = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        if np.isfinite(known).any():
            axes.plot(widths, known, color=colour, linestyle=dashes, marker=marker, label=style.plain(name))
    falling = errors.fresh[0] * np.sqrt(widths[0] / widths)
    axes.plot(widths, falling, color=style.INK, linestyle=":", linewidth=1.0, label="1/√m")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set(xlabel="width m of the layer", ylabel="relative error of the kernel")
    ticks = widths[:: max(len(widths) // 5, 1)]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    style.legend(axes)
