"""The shape in which a network sees the rows of the data."""

from __future__ import annotations

import math
from collections.abc import Iterable

from mlpcli.architecture.base import Layer, Shape
from mlpcli.architecture.residual import Residual


def seen_by(layers: Iterable[Layer], shape: Shape) -> Shape:
    """The shape of a sample of the data as the first layer with a preference wants it.

    If that is features, any shape is its numbers in a row: a dense network takes images as they come. If it
    is an image, (H, W) is one of a single channel. Anything else stays, and the layer says what it expects.

    >>> from mlpcli.architecture.conv2d import Conv2d
    >>> from mlpcli.architecture.dense import Dense
    >>> seen_by([Dense(units=10)], (28, 28)), seen_by([Conv2d(filters=8)], (28, 28))
    ((784,), (28, 28, 1))
    """
    wanted = _wanted(layers)
    if wanted == 1:
        return (math.prod(shape),)
    return (*shape, 1) if wanted == 3 and len(shape) == 2 else shape


def _wanted(layers: Iterable[Layer]) -> int | None:
    for layer in layers:
        axes = _wanted(layer.layers) if isinstance(layer, Residual) else layer.takes
        if axes is not None:
            return axes
    return None
