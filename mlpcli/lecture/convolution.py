"""The complete convolutional network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves, halves, titled
from mlpcli.lecture.training import trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Convolution(Lecture):
    """Convolution, pooling, convolution, flatten, three dense layers, softmax."""

    name = "convolution"
    title = "A complete feedforward network for digits"
    note = "Lepetit (a complete feedforward network); Rudi-Gaillard 5.1"
    claim = "Convolution, pooling, convolution, flatten and three dense layers learn to read digits."
    specs = ("convolution",)

    def run(self, *, full: bool = False) -> Outcome:
        """Ten epochs, with `full` forty."""
        session = trained("convolution", *(["training.epochs=40"] if full else []))
        scores = session.scores("test", "last")
        network = session.state.network
        names = ("x", *network.names)
        rows = [
            {"layer": name, "shape": str(shape)}
            for name, shape in zip(names, (network.input_shape, *network.shapes), strict=True)
        ]

        def draw(figure: Figure) -> None:
            left, right = halves(figure)
            ends = session.replica.history
            epochs = [end.epoch for end in ends]
            series = {"validation": (epochs, [end.validation["accuracy"] for end in ends])}
            curves(left.subplots(), series, "epoch", "validation accuracy", marked=True)
            filters = weights(session)["1_conv2d/W"].reshape(9, -1).T
            largest = float(np.abs(filters).max())
            for ax, kernel in zip(right.subplots(4, 4).ravel(), filters, strict=True):
                ax.imshow(kernel.reshape(3, 3), cmap="gray", vmin=-largest, vmax=largest)
                ax.set_axis_off()
            titled(right.axes[0], "filters of the first layer")

        return Outcome((Check("test accuracy", scores["accuracy"], ">=", 0.95),), rows, draw)
