"""The learning rate by epoch."""

from __future__ import annotations

from matplotlib.figure import Figure

from mlpcli.plot import style
from mlpcli.plot.curves import Curve, Scale, draw
from mlpcli.plot.histories import histories
from mlpcli.plot.subject import MisfitError, Subject

__all__ = ["check", "draw", "picture"]


def check(subject: Subject) -> None:
    """Every run has a history with its rates."""
    if any("learning_rate" not in history.columns for history in histories(subject)):
        raise MisfitError("its history has no learning rates")


def picture(subject: Subject, width: float, scale: Scale = "auto") -> Figure:
    """The rate at the end of each epoch, a curve for each run, or point of a sweep."""
    found = histories(subject)
    figure = style.figure(width)
    axes = style.panel(figure)
    curves = [
        Curve(style.plain(h.label), h.epochs, h.columns["learning_rate"], i) for i, h in enumerate(found)
    ]
    draw(axes, curves, ylabel="learning rate", scale=scale)
    return figure
