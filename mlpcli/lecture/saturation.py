"""Saturating sigmoids against rectified linear units in deep networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import bars, curves
from mlpcli.lecture.training import finished, members
from mlpcli.store.begin import begin
from mlpcli.training.objective import objective
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROWS = 512


class Saturation(Lecture):
    """The norm of the gradient in each layer, before the first step; and what ten epochs make of it."""

    name = "saturation"
    title = "Saturating sigmoids against ReLU in a deep network"
    note = "Laurent (activation functions)"
    claim = "Through eight layers of sigmoids the gradient fades towards the input; through ReLU it does not."
    specs = ("saturation", "saturation_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """Three activations, one start."""
        norms, scores = {}, {}
        for overrides, _, experiment in members("saturation"):
            activation, session = str(overrides["activation"]), begin(experiment)
            norms[activation] = gradient_norms(session)
            scores[activation] = finished(session).scores("test", "last")["accuracy"]
        rows = [
            {"activation": a, **{f"layer {k}": n for k, n in enumerate(own, start=1)}, "accuracy": scores[a]}
            for a, own in norms.items()
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2, width_ratios=[2, 1])
            by_layer = {a: (list(range(1, len(own) + 1)), own) for a, own in norms.items()}
            curves(left, by_layer, "layer (1: first)", "norm of the gradient", log="y", marked=True)
            bars(right, list(scores), {"accuracy": list(scores.values())}, "test accuracy after training")

        fades = {a: own[0] / own[-2] for a, own in norms.items()}
        checks = (
            Check("sigmoid: gradient of layer 1, in parts of layer 8's", fades["sigmoid"], "<=", 1e-2),
            Check("relu: the same", fades["relu"], ">=", 0.1),
            Check("relu: accuracy after training", scores["relu"], ">=", 0.9),
            Check("sigmoid: accuracy after training", scores["sigmoid"], "<=", 0.3),
        )
        return Outcome(checks, rows, draw)


def gradient_norms(session: Session) -> list[float]:
    """‖∂J/∂W‖ of each layer that has weights, on some training rows."""
    samples, loss = session.prepared.train, session.experiment.loss
    assert loss is not None
    network, theta = session.state.network, session.state.theta
    _, gradient = objective(network, loss, (), samples.x[:ROWS], samples.y[:ROWS])(theta)
    return [float(np.linalg.norm(g)) for name, g in network.named(gradient).items() if name.endswith("/W")]
