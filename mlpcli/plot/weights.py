"""The weights of a layer: images where its inputs are an image, filters of a convolution, else a heat map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.architecture.conv2d import Conv2d
from mlpcli.arrays import Array
from mlpcli.errors import UsageError
from mlpcli.plot import style
from mlpcli.plot.subject import MisfitError, Run, Subject

LIMIT = 36
"""Tiles that are shown, those of the largest weights."""

MOST_NAMES = 30


@dataclass(frozen=True, eq=False)
class Weights:
    """One layer's: W (I, O); `image` is the shape (H, W, C) of its inputs where they are such."""

    layer: str
    W: Array
    image: tuple[int, int, int] | None
    inputs: tuple[str, ...] = ()


def check(subject: Subject) -> None:
    """One run with a layer that has weights."""
    if not layers(subject.run):
        raise MisfitError("no layer has a matrix of weights")


def picture(
    subject: Subject,
    width: float,
    layer: str | None = None,
    shape: tuple[int, ...] | None = None,
    limit: int = LIMIT,
) -> Figure:
    """`layer` is its name or number, the first with weights if none; `shape` [H, W]: its inputs are pixels.

    Of an ensemble it shows the first member. `limit` is how many images are shown.
    """
    found = gather(subject.run, layer, shape)
    if found.image is None:
        figure = style.figure(width, max(0.5, min(0.035 * len(found.W) + 0.35, 0.9)) * width)
        axes = style.panel(figure)
        draw_matrix(axes, found.W, found.inputs)
        style.title(axes, f"{subject.run.name}: weights of {found.layer}")
        return figure
    tiles = as_tiles(found.W, found.image)
    order = np.sort(
        np.argsort([-float(np.abs(tile).max()) for tile in tiles], kind="stable")[: max(limit, 1)]
    )
    rows, columns = style.tiling(len(order))
    figure = style.figure(width, width * min(0.92 * rows / columns + 0.12, 1.4))
    draw(figure, [tiles[i] for i in order], [str(i) for i in order])
    more = f", {len(order)} of {len(tiles)}, those of the largest weights" if len(order) < len(tiles) else ""
    style.title(figure, f"{subject.run.name}: weights of {found.layer}{more}")
    return figure


def layers(run: Run) -> dict[str, str]:
    """The layers with a matrix of weights, and the first such array's name."""
    network = run.model.network
    found: dict[str, str] = {}
    for place in network.places:
        if place.parameter.role == "weights" and len(place.parameter.shape) == 2:
            found.setdefault(network.names[place.layer], place.parameter.name)
    return found


def gather(run: Run, layer: str | None = None, shape: tuple[int, ...] | None = None) -> Weights:
    """The weights of a layer. Raises UsageError for a layer that has none, or a shape that does not fit."""
    network, there = run.model.network, layers(run)
    by_number = {name.split("_", 1)[0]: name for name in there}
    name = next(iter(there)) if layer is None else by_number.get(layer, layer)
    if name not in there:
        raise UsageError(
            f"layer: {layer!r} has no matrix of weights; those that have one: {', '.join(there)}"
        )
    place, theta = network.names.index(name), np.atleast_2d(run.model.theta)[0]
    W = network.views(theta)[place][there[name]]
    own, before = network.layers[place], (network.input_shape, *network.shapes)[place]
    image: tuple[int, ...] | None = None
    if isinstance(own, Conv2d):
        image = (*own.windows(before).size, own.windows(before).image[2])
    elif shape is not None:
        image = shape if len(shape) == 3 else (*shape, 1)
    elif all(network.layers[i].kind in ("flatten", "reshape", "dropout") for i in range(place)):
        image = _image(run)
    if image is not None and (len(image) != 3 or math.prod(image) != len(W)):
        if shape is not None:
            raise UsageError(f"shape: {name} takes {len(W)} inputs, found {' x '.join(map(str, shape))}")
        image = None
    names = run.trained.coding.feature_names
    inputs = names if place == 0 and len(names) == len(W) else ()
    return Weights(name, W.copy(), None if image is None else (image[0], image[1], image[2]), inputs)


def _image(run: Run) -> tuple[int, ...] | None:
    """The shape of the data's images, or the one that the network gives its inputs."""
    network, data = run.model.network, run.trained.coding.input_shape
    for shape in (data, network.input_shape, *network.shapes[:1]):
        if len(shape) == 3 and shape[2] in (1, 3):
            return shape
    return (*data, 1) if len(data) == 2 else None


def as_tiles(W: Array, image: tuple[int, int, int]) -> list[Array]:
    """W: (H·W·C, O) -> an image (H, W) for each unit; of three channels (H, W, 3), else one a channel."""
    cube = W.reshape(*image, -1)
    if image[2] in (1, 3):
        return [
            np.squeeze(cube[..., o], axis=-1) if image[2] == 1 else cube[..., o] for o in range(W.shape[1])
        ]
    return [cube[:, :, c, o] for o in range(W.shape[1]) for c in range(image[2])]


@style.styled
def draw(figure: Figure, tiles: Sequence[Array], labels: Sequence[str] = ()) -> None:
    """Tiles (H, W) on one scale, dark below 0 and light above; (H, W, 3) as colours around grey."""
    every = style.panels(figure, *style.tiling(len(tiles)))
    largest = max(float(np.abs(tile).max()) for tile in tiles) or 1.0
    image = None
    for i, axes in enumerate(every):
        axes.set_axis_off()
        if i < len(tiles):
            tile = tiles[i] if tiles[i].ndim == 2 else 0.5 + tiles[i] / (2 * largest)
            image = axes.imshow(tile, cmap="gray", vmin=-largest, vmax=largest)
            if labels:
                axes.set_title(labels[i], fontsize=6, fontweight="normal", loc="center", pad=1.5)
    if image is not None and tiles[0].ndim == 2:
        figure.colorbar(image, ax=every, shrink=0.7, fraction=0.05, label="weight")


@style.styled
def draw_matrix(axes: Axes, W: Array, inputs: Sequence[str] = ()) -> None:
    """W: (I, O), inputs down and units across; small ones with their numbers."""
    largest = float(np.abs(W).max()) or 1.0
    image = axes.imshow(W, cmap=style.VALUES, vmin=-largest, vmax=largest, aspect="auto")
    style.image_axes(axes)
    style.root(axes).colorbar(image, ax=axes, label="weight")
    if len(inputs) and len(inputs) <= MOST_NAMES:
        axes.set_yticks(range(len(inputs)), style.names(inputs, 18))
    else:
        style.whole_steps(axes, "y")
    style.whole_steps(axes)
    axes.set(xlabel="unit", ylabel="input")
    if W.shape[1] <= 8 and len(W) <= 12:
        size = style.cell_size(axes, len(W), W.shape[1], 6)
        for i, j in np.ndindex(*W.shape):
            colour = style.INK if W[i, j] > 0.15 * largest else "white"
            axes.text(
                j, i, style.number(float(W[i, j])), ha="center", va="center", color=colour, fontsize=size
            )
