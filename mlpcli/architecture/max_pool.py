"""The layer that keeps the largest number of each window."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.architecture.base import Layer, Shape
from mlpcli.architecture.windows import Size, Windows, blocks, windows
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class MaxPool(Layer):
    """y[h, w, c] = max over the window's pixels of x[., ., c]; dy goes to where the maximum stood.

    Of equal pixels the first gets it, in the order of rows, as in PyTorch and TensorFlow. Windows that would
    leave the image are left out ("valid"), as by default in both.

    *Source:* Lepetit (a complete feedforward network: h₂ = pool(h₁)); Zhou, Chellappa 1988.

    >>> x = np.array([[1.0, 5.0, 2.0, 2.0, 3.0, 4.0, 2.0, 2.0]])  # rows 1 5 2 2, 3 4 2 2
    >>> y, backward = MaxPool().forward({}, x, Run(shape=(2, 4, 1)))
    >>> y.tolist(), backward(np.array([[10.0, 20.0]]), {}).tolist()
    ([[5.0, 2.0]], [[0.0, 10.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    """

    structural: ClassVar[frozenset[str]] = frozenset({"size", "stride"})
    takes: ClassVar[int | None] = 3

    kind: Literal["max_pool"] = "max_pool"
    size: Size = Field(2, description="pixels of a window: one number, or [height, width]")
    stride: Size | None = Field(None, description="pixels from window to window; null: the size")

    def windows(self, input_shape: Shape) -> Windows:
        """The windows on images of this shape."""
        return windows(input_shape, self.size, self.stride or self.size, 1, "valid")

    def output_shape(self, input_shape: Shape) -> Shape:
        """(H, W, C) -> (OH, OW, C)."""
        return (*self.windows(input_shape).out, input_shape[-1])

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, H·W·C) -> y: (..., N, OH·OW·C)."""
        found = self.windows(run.shape)
        image = x.reshape(*x.shape[:-1], *found.image)
        shape = (*x.shape[:-1], *found.out, found.image[2])
        y = run.buffer("y", shape, x.dtype)
        for block in blocks(shape[-4], math.prod(found.image)):
            largest = y[..., block, :, :, :]
            for place, pixels in found.taps(image[..., block, :, :, :]):
                if place == (0, 0):
                    largest[...] = pixels
                else:
                    np.maximum(largest, pixels, out=largest)

        def backward(dy: Array, grads: Params) -> Array:
            dx = run.buffer("dx", image.shape, x.dtype)
            dy = dy.reshape(shape)
            for block in blocks(shape[-4], math.prod(found.image)):
                b = (..., block, slice(None), slice(None), slice(None))
                _send_back(found, image[b], y[b], dy[b], dx[b], run)
            return dx.reshape(x.shape)

        return y.reshape(*x.shape[:-1], -1), backward


def _send_back(found: Windows, x: Array, y: Array, dy: Array, dx: Array, run: Run) -> None:
    """Each dy to the first pixel of its window that is the maximum. x, dx: (..., n, H, W, C)."""
    if not found.tile:
        dx.fill(0)
    free = run.buffer("free", y.shape, bool)
    free.fill(True)
    chosen = run.buffer("chosen", y.shape, bool)
    part = run.buffer("part", y.shape, x.dtype)
    for (_, pixels), (_, there) in zip(found.taps(x), found.taps(dx), strict=True):
        np.equal(pixels, y, out=chosen)
        chosen &= free
        free ^= chosen
        if found.overlap:
            there += np.multiply(dy, chosen, out=part)
        else:
            np.multiply(dy, chosen, out=there)
