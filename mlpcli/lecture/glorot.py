"""Glorot's initialization: the variance of activations and gradients, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves
from mlpcli.lecture.training import members
from mlpcli.run import Run
from mlpcli.store.begin import begin
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROWS = 512


class Glorot(Lecture):
    """Ten layers before the first step: Var(h_k) and Var(∂J/∂h_k) over rows and units."""

    name = "glorot"
    title = "Glorot initialization keeps the variance"
    note = "Lepetit (Xavier initialization)"
    claim = "With Var(w) = 2/(m+n) activations and gradients keep their variance; with other weights not."
    specs = ("glorot", "glorot_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """Three initializations."""
        forward, backward = {}, {}
        for overrides, _, experiment in members("glorot"):
            own = overrides["initialization"]
            name = "glorot" if own == "glorot_normal" else f"deviation {own['deviation']:g}"
            forward[name], backward[name] = variances(begin(experiment))
        rows = [
            {"initialization": name, "of": of, **{f"layer {k}": v for k, v in enumerate(own, start=1)}}
            for of, found in (("activations", forward), ("gradients", backward))
            for name, own in found.items()
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            for ax, found, what in ((left, forward, "activations"), (right, backward, "gradients")):
                series = {name: (range(1, len(own) + 1), own) for name, own in found.items()}
                curves(ax, series, "layer", f"variance of the {what}", log="y", marked=True)

        kept = {name: own[-1] / own[0] for name, own in forward.items()}
        arrived = {name: own[0] / own[-1] for name, own in backward.items()}
        checks = (
            Check("glorot: variance of activations, last in parts of first", kept["glorot"], ">=", 0.1),
            Check("glorot: variance of gradients, first in parts of last", arrived["glorot"], ">=", 0.1),
            Check("the same from above", max(kept["glorot"], arrived["glorot"]), "<=", 10),
            Check("deviation 0.02: activations", kept["deviation 0.02"], "<=", 1e-6),
            Check("deviation 0.5: gradients", arrived["deviation 0.5"], ">=", 100),
        )
        return Outcome(checks, rows, draw)


def variances(session: Session) -> tuple[list[float], list[float]]:
    """Of the outputs of the hidden layers, and of the loss's derivatives by them, on some training rows."""
    samples, loss, network = session.prepared.train, session.experiment.loss, session.state.network
    assert loss is not None
    outputs: list[Array] = []
    theta, runs = session.state.theta, network.runs(training=True)
    z, backwards = network.forward(network.views(theta), samples.x[:ROWS], runs, outputs)
    forward = [float(h.var()) for h in outputs[:-1]]
    _, dy = loss.of(z, samples.y[:ROWS], None, Run(training=True))
    grads, backward = network.views(np.zeros_like(theta)), []
    for i in range(len(network.layers) - 1, 0, -1):
        dy = backwards[i](dy, grads[i])
        backward.append(float(dy.var()))
    return forward, backward[::-1]
