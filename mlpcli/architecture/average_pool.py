"""The layer that keeps the mean of each window."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.architecture.pool import Pool
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class AveragePool(Pool):
    """y[h, w, c] = mean over the window's pixels of x[., ., c]; each pixel gets dy / (pixels of a window).

    Windows that would leave the image are left out ("valid"), as by default in PyTorch and Keras. With
    `size` that of the image it is the global average of each channel.

    *Source:* Lepetit (a complete feedforward network: h₂ = pool(h₁)); LeCun et al. 1998 (subsampling).

    >>> x = np.array([[1.0, 5.0, 2.0, 2.0, 2.0, 4.0, 2.0, 6.0]])  # rows 1 5 2 2, 2 4 2 6
    >>> y, backward = AveragePool().forward({}, x, Run(shape=(2, 4, 1)))
    >>> y.tolist(), backward(np.array([[4.0, 8.0]]), {}).tolist()
    ([[3.0, 3.0]], [[1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0]])
    """

    kind: Literal["average_pool"] = "average_pool"

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
