"""Variances of activations and gradients, layer by layer, at first and after training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from mlpcli.analysis import gradients
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.layers import Layer
from mlpcli.analysis.subject import Runs, alone
from mlpcli.data.split import Part
from mlpcli.plot import style
from mlpcli.plot.subject import Subject

NAMED = 6
"""With more layers than that, they are numbered."""


def check(subject: Subject) -> None:
    """One run that learns something."""
    gradients.check((subject.run,))


def picture(subject: Subject, width: float, part: Part = "train", rows: int = gradients.ROWS) -> Figure:
    """`rows` of the part are looked at."""
    runs = (subject.run,)
    return figure_of(runs, gradients.analyze(runs, part, rows), width)


def figure_of(runs: Runs, found: Finding, width: float) -> Figure:
    """What was found."""
    made = style.figure(width, 0.48 * width + 0.3)
    draw(made, found.drawn)
    style.title(made, f"{alone(runs).name}: {found.facts['rows']:,} {found.facts['part']} rows")
    return made


@style.styled
def draw(figure: Figure, states: Mapping[str, Sequence[Layer]]) -> None:
    """Three panels over the layers: Var(h), Var(∂J/∂h), and the root mean square of ∂J/∂W."""
    panels = style.panels(figure, 1, 3)
    names = [layer.name for layer in next(iter(states.values()))]
    whats = (("activation", "Var h"), ("gradient", "Var ∂J/∂h"), ("each", "rms ∂J/∂W"))
    for axes, (key, label) in zip(panels, whats, strict=True):
        smallest = []
        for i, (state, layers) in enumerate(states.items()):
            values = np.array([getattr(layer, key) or np.nan for layer in layers], dtype=np.float64)
            colour, dashes, marker = style.look(i)
            axes.plot(range(len(names)), values, color=colour, linestyle=dashes, marker=marker, label=state)
            smallest += values[values > 0].tolist()
        if smallest:
            axes.set_yscale("log")
            if max(smallest) < 10 * min(smallest):
                axes.set_ylim(min(smallest) / 4, max(smallest) * 4)
        axes.set_title(label, fontweight="normal", loc="left")
        if len(names) <= NAMED:
            axes.set_xticks(range(len(names)), style.names(names, 14), rotation=45, ha="right")
        else:
            style.whole_steps(axes, most=6)
        axes.set_xlim(-0.3, len(names) - 0.7)
        axes.set_xlabel("layer")
    style.legend(panels[0])
