"""The layer that keeps the mean of each window."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.architecture.base import Layer, Shape
from mlpcli.architecture.windows import Size, Windows, windows
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class AveragePool(Layer):
    """y[h, w, c] = mean over the window's pixels of x[., ., c]; each pixel gets dy / (pixels of a window).

    Windows that would leave the image are left out ("valid"), as by default in PyTorch and Keras. With
    `size` that of the image it is the global average of each channel.

    *Source:* Lepetit (a complete feedforward network: h₂ = pool(h₁)); LeCun et al. 1998 (subsampling).

    >>> x = np.array([[1.0, 5.0, 2.0, 2.0, 2.0, 4.0, 2.0, 6.0]])  # rows 1 5 2 2, 2 4 2 6
    >>> y, backward = AveragePool().forward({}, x, Run(shape=(2, 4, 1)))
    >>> y.tolist(), backward(np.array([[4.0, 8.0]]), {}).tolist()
    ([[3.0, 3.0]], [[1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0]])
    """

    structural: ClassVar[frozenset[str]] = frozenset({"size", "stride"})
    takes: ClassVar[int | None] = 3

    kind: Literal["average_pool"] = "average_pool"
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
        share = 1 / (found.size[0] * found.size[1])
        image = x.reshape(*x.shape[:-1], *found.image)
        shape = (*x.shape[:-1], *found.out, found.image[2])
        y = run.buffer("y", shape, x.dtype)
        y.fill(0)
        for _, pixels in found.taps(image):
            y += pixels
        y *= share

        def backward(dy: Array, grads: Params) -> Array:
            dy = dy.reshape(shape)
            dy = np.multiply(dy, share, out=dy)
            dx = run.buffer("dx", image.shape, x.dtype)
            if not found.tile:
                dx.fill(0)
            for _, there in found.taps(dx):
                if found.overlap:
                    there += dy
                else:
                    there[...] = dy
            return dx.reshape(x.shape)

        return y.reshape(*x.shape[:-1], -1), backward
