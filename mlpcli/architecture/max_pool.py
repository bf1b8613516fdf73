"""The layer that keeps the largest number of each window."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from mlpcli.architecture.pool import Pool
from mlpcli.architecture.windows import Windows, blocks
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class MaxPool(Pool):
    """y[h, w, c] = max over the window's pixels of x[., ., c]; dy goes to where the maximum stood.

    Of equal pixels the first gets it, in the order of rows, as in PyTorch and TensorFlow. Windows that would
    leave the image are left out ("valid"), as by default in both.

    *Source:* Lepetit (a complete feedforward network: h₂ = pool(h₁)); Zhou, Chellappa 1988.

    >>> x = np.array([[1.0, 5.0, 2.0, 2.0, 3.0, 4.0, 2.0, 2.0]])  # rows 1 5 2 2, 3 4 2 2
    >>> y, backward = MaxPool().forward({}, x, Run(shape=(2, 4, 1)))
    >>> y.tolist(), backward(np.array([[10.0, 20.0]]), {}).tolist()
    ([[5.0, 2.0]], [[0.0, 10.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    """

    kind: Literal["max_pool"] = "max_pool"

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, H·W·C) -> y: (..., N, OH·OW·C)."""
        found = self.windows(run.shape)
        image = x.reshape(*x.shape[:-1], *found.image)
        y = run.buffer("y", (*x.shape[:-1], *found.out, found.image[2]), x.dtype)
        portions: list[Any] = [(..., block, *[slice(None)] * 3) for block in blocks(x.shape[-2], x.shape[-1])]
        for here in portions:
            pixels = _gathered(found, image[here], run)
            np.maximum.reduce(pixels, axis=0, out=y[here])

        def backward(dy: Array, grads: Params) -> Array:
            dx = run.buffer("dx", image.shape, x.dtype)
            dy = dy.reshape(y.shape)
            for here in portions:
                _send_back(found, image[here], y[here], dy[here], dx[here], run)
            return dx.reshape(x.shape)

        return y.reshape(*x.shape[:-1], -1), backward


def _gathered(found: Windows, images: Array, run: Run) -> Array:
    """The pixels of windows: (..., n, H, W, C) -> (kh · kw, ..., n, OH, OW, C); pixels move as a whole."""
    pixels = run.buffer(
        "pixels", (*found.size, *images.shape[:-3], *found.out, images.shape[-1]), images.dtype
    )
    whole = np.dtype((np.void, images.dtype.itemsize * images.shape[-1]))
    for (i, j), there in found.taps(images):
        pixels[i, j].view(whole)[...] = there.view(whole)
    return pixels.reshape(-1, *pixels.shape[2:])


def _send_back(found: Windows, x: Array, y: Array, dy: Array, dx: Array, run: Run) -> None:
    """Each dy to the first pixel of its window that is the maximum. x, dx: (..., n, H, W, C)."""
    if not found.tile:
        dx.fill(0)
    free = run.buffer("free", y.shape, bool)
    free.fill(True)
    chosen = run.buffer("chosen", y.shape, bool)
    whole = np.dtype((np.void, x.dtype.itemsize * x.shape[-1]))
    for pixels, (_, there) in zip(_gathered(found, x, run), found.taps(dx), strict=True):
        np.equal(pixels, y, out=chosen)
        chosen &= free
        free ^= chosen
        np.multiply(dy, chosen, out=pixels)
        if found.overlap:
            there += pixels
        else:
            there.view(whole)[...] = pixels.view(whole)
