"""Histograms of many numbers, layer by layer and epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.replay import is_quick, states
from mlpcli.plot.subject import Run

BINS = 48

MOST = 6
"""Layers that are shown; of more, some from the first to the last."""


@dataclass(frozen=True, eq=False)
class Layer:
    """shares: (E, B) of the values in the bins edges: (B + 1,) behind each of E epochs; medians: (E,)."""

    name: str
    epochs: Array
    edges: Array
    shares: Array
    medians: Array


def over_epochs(
    run: Run, measure: Callable[[Array], dict[str, Array]], *, logarithmic: bool, replay: bool | None
) -> tuple[list[Layer], str]:
    """Layers by what `measure` finds at a θ, and a note on which states these are.

    The training is replayed where that is quick, or asked for; else the weights of the run are looked at.
    """
    wanted = is_quick(run) if replay is None else replay
    every = states(run) if wanted else []
    note = ""
    if not every:
        every = [(-1, np.atleast_2d(run.model.theta)[0])]
        note = f"{run.which} weights" + (", the replay gave others" if wanted else "")
    found = [measure(theta) for _, theta in every]
    names = list(found[0])
    if len(names) > MOST:
        names = [names[i] for i in np.linspace(0, len(names) - 1, MOST).round().astype(int)]
    epochs = np.array([epoch for epoch, _ in every])
    return [_layer(name, epochs, [values[name] for values in found], logarithmic) for name in names], note


def _layer(name: str, epochs: Array, values: Sequence[Array], logarithmic: bool) -> Layer:
    shown = [np.abs(v[np.isfinite(v) & (v != 0)]) if logarithmic else v[np.isfinite(v)] for v in values]
    every = np.concatenate(shown) if shown else np.empty(0)
    if not every.size:
        every = np.array([1.0])
    low, high = np.percentile(every, [0.1, 100]) if logarithmic else (every.min(), every.max())
    if not high > low:
        low, high = (low / 2, high * 2) if logarithmic else (low - 0.5, high + 0.5)
    edges = np.geomspace(low, high, BINS + 1) if logarithmic else np.linspace(low, high, BINS + 1)
    counts = np.stack([np.histogram(v, edges)[0] for v in shown])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    medians = np.array([np.median(v) if v.size else np.nan for v in shown])
    return Layer(name, epochs, edges, shares, medians)


@style.styled
def draw(figure: Figure, layers: Sequence[Layer], ylabel: str, logarithmic: bool = False) -> None:
    """A panel a layer: epochs across, values up, the darker the more of them; a line through the medians.

    Of a single state: its histogram.
    """
    single = len(layers[0].epochs) == 1
    rows, columns = style.tiling(len(layers))
    every = style.panels(figure, rows, columns, sharex=not single)
    top = max(float(layer.shares.max()) for layer in layers)
    image = None
    for axes in every[len(layers) :]:
        axes.set_axis_off()
    for i, (axes, layer) in enumerate(zip(every, layers, strict=False)):
        axes.set_title(style.plain(layer.name, 24), fontweight="normal")
        if single:
            axes.stairs(layer.shares[0], layer.edges, fill=True, color=style.COLOURS[0])
            axes.set_xlabel(ylabel)
            if i % columns == 0:
                axes.set_ylabel("share of values")
            if logarithmic:
                axes.set_xscale("log")
            continue
        norm = PowerNorm(0.5, 0, top)
        image = axes.pcolormesh(
            _around(layer.epochs), layer.edges, layer.shares.T, cmap=style.COUNTS, norm=norm, rasterized=True
        )
        axes.plot(layer.epochs, layer.medians, color=style.COLOURS[1], linestyle="-", label="median")
        if logarithmic:
            axes.set_yscale("log")
        axes.grid(visible=False)
        style.whole_steps(axes, most=max(int(1.9 * figure.get_figwidth() / (columns + 1)), 2))
        if i % columns == 0:
            axes.set_ylabel(ylabel)
        if i + columns >= len(layers):
            axes.set_xlabel("epoch")
            axes.tick_params(labelbottom=True)
    if image is not None:
        figure.colorbar(image, ax=every, label="share (line: median)", shrink=0.8)


def _around(x: Array) -> Array:
    """Edges half-way between rising numbers: (E,) -> (E + 1,)."""
    middle = (x[1:] + x[:-1]) / 2
    return np.concatenate([[x[0] - (middle[0] - x[0])], middle, [x[-1] + (x[-1] - middle[-1])]])


def height(width: float, layers: int) -> float:
    """Inches for so many panels."""
    rows, columns = style.tiling(layers)
    return width * min(max(0.75 * rows / columns, 0.45), 1.2) + 0.3
