"""The gradients of the weights of each layer, as histograms over the epochs."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.histograms import draw, height, over_epochs
from mlpcli.plot.replay import rows
from mlpcli.plot.subject import MisfitError, Run, Subject
from mlpcli.training.objective import objective

__all__ = ["check", "draw", "measured", "picture"]


def check(subject: Subject) -> None:
    """One run with weights that learn."""
    if not _arrays(subject.run):
        raise MisfitError("no layer has weights that learn")


def picture(subject: Subject, width: float, replay: bool | None = None) -> Figure:
    """`replay` trains once more to see every epoch; by default where the training took a minute at most."""
    run = subject.run
    x, y = rows(run)
    layers, note = over_epochs(run, lambda theta: measured(run, theta, x, y), logarithmic=True, replay=replay)
    figure = style.figure(width, height(width, len(layers)))
    draw(figure, layers, "|∂J/∂w|", logarithmic=True)
    style.title(figure, f"{run.name}: gradients on {len(x)} training rows" + (f" ({note})" if note else ""))
    return figure


def measured(run: Run, theta: Array, x: Array, y: Array) -> dict[str, Array]:
    """∂J/∂W of each layer at θ: (P,) on the rows x, y, as flat arrays; J without penalties."""
    network, loss = run.model.network, run.model.loss
    with np.errstate(all="ignore"):
        _, gradient = objective(network, loss, (), x, y)(theta)
    return {name: gradient[place].copy() for name, place in _arrays(run).items()}


def _arrays(run: Run) -> dict[str, slice]:
    """The layers that learn weights, and where these stand in θ."""
    network = run.model.network
    found: dict[str, slice] = {}
    for place in network.places:
        if place.parameter.role == "weights" and network.learns(place):
            found.setdefault(network.names[place.layer], slice(place.start, place.stop))
    return found
