"""What the layers put out, as histograms over the epochs."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.histograms import draw, height, over_epochs
from mlpcli.plot.replay import rows
from mlpcli.plot.subject import Run, Subject

__all__ = ["check", "draw", "measured", "picture"]

SAME = ("flatten", "reshape", "dropout")
"""Layers that put out what comes in."""


def check(subject: Subject) -> None:
    """One run."""
    _ = subject.run


def picture(subject: Subject, width: float, replay: bool | None = None) -> Figure:
    """`replay` trains once more to see every epoch; by default where the training took a minute at most."""
    run = subject.run
    x, _ = rows(run)
    layers, note = over_epochs(run, lambda theta: measured(run, theta, x), logarithmic=False, replay=replay)
    figure = style.figure(width, height(width, len(layers)))
    draw(figure, layers, "activation")
    style.title(figure, f"{run.name}: activations on {len(x)} training rows" + (f" ({note})" if note else ""))
    return figure


def measured(run: Run, theta: Array, x: Array) -> dict[str, Array]:
    """The outputs of each layer at θ: (P,) on rows x: (N, I), as flat arrays."""
    network = run.model.network
    outputs: list[Array] = []
    with np.errstate(all="ignore"):
        network.forward(network.views(theta), x, network.runs(training=False), outputs)
    pairs = zip(network.names, network.layers, outputs, strict=True)
    return {name: y.ravel().copy() for name, layer, y in pairs if layer.kind not in SAME}
