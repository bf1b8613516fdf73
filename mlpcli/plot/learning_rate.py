"""The learning rate by epoch."""

from __future__ import annotations

from matplotlib.figure import Figure

from mlpcli.plot import style
from mlpcli.plot.curves import Curve, Scale, draw
from mlpcli.plot.histories import histories
from mlpcli.plot.subject import Subject

__all__ = ["check", "draw", "picture"]


def check(subject: Subject) -> None:
    """Every run has a history."""
    histories(subject)


def picture(subject: Subject, width: float, scale: Scale = "auto") -> Figure:
    """The rate at the end of each epoch, a curve a run."""
    found = histories(subject)
    figure = style.figure(width)
    axes = style.panel(figure)
    curves = [
        Curve(style.plain(h.label), h.epochs, h.columns["learning_rate"], i) for i, h in enumerate(found)
    ]
    draw(axes, curves, ylabel="learning rate", scale=scale)
    return figure
