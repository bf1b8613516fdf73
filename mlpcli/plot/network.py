"""The network: its units and weights where there are few, else its layers as blocks."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from mlpcli.architecture.dense import Dense
from mlpcli.plot import blocks, style
from mlpcli.plot.subject import Run, Subject
from mlpcli.plot.units import SHOWN, Column, draw
from mlpcli.report import wording
from mlpcli.report.network import layer_lines

__all__ = ["check", "draw", "gather", "picture"]

PASSING = ("dropout", "flatten")
"""Layers that move nothing in a network of dense layers."""


def check(subject: Subject) -> None:
    """One run."""
    _ = subject.run


def picture(subject: Subject, width: float, as_blocks: bool | None = None) -> Figure:
    """`as_blocks` draws layers as blocks; by default where they are not all dense.

    Of an ensemble it shows the first member.
    """
    run = subject.run
    network = run.model.network
    dense = all(isinstance(layer, Dense) or layer.kind in PASSING for layer in network.layers)
    if as_blocks or not (dense and len(network.input_shape) == 1):
        lines = layer_lines(network)
        figure = style.figure(width, 0.52 * len(lines) * max(width / 6.4, 0.75) + 0.5)
        axes = style.panel(figure)
        blocks.draw(axes, lines)
    else:
        columns = gather(run)
        tallest = max(min(column.units, SHOWN) for column in columns)
        figure = style.figure(width, width * min(max(0.085 * tallest + 0.2, 0.4), 0.85))
        axes = style.panel(figure)
        draw(axes, columns)
    style.title(axes, f"{run.name}: {wording.count(network.size)} parameters")
    return figure


def gather(run: Run) -> list[Column]:
    """The inputs and the dense layers with their weights."""
    network, names = run.model.network, run.trained.coding.feature_names
    views = network.views(np.atleast_2d(run.model.theta)[0])
    inputs = network.input_shape[0]
    columns = [Column("input", inputs, labels=names if len(names) == inputs else ())]
    for name, layer, params in zip(network.names, network.layers, views, strict=True):
        if isinstance(layer, Dense):
            g = layer.activation.kind if layer.activation else ""
            W = params["W"] if params["W"].shape[1] == layer.units else None  # not of maxout
            b = params.get("b") if W is not None else None
            columns.append(Column(f"{name}\n{g}", layer.units, W, b))
    classes = run.heads[0].classes if len(run.heads) == 1 else ()
    targets = tuple(str(c) for c in classes) if len(classes) == columns[-1].units else ()
    last = columns[-1]
    columns[-1] = Column(last.name, last.units, last.W, last.b, targets)
    return columns
