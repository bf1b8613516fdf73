"""Mixup: samples between two samples."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import Augmentation
from mlpcli.run import Run


class Mixup(Augmentation):
    """x_i ← μ x_i + (1-μ) x_π(i), and y_i likewise; μ ~ Beta(α, α), π a permutation of the batch.

    One μ a batch, as in the authors' program (Keras draws one a sample). A small α leaves most batches
    nearly as they are; α = 1 draws μ evenly. Classes are mixed as coded: one-hot targets become shares. The
    training loss told is that of the mixed samples, which cannot reach zero.

    *Source:* Lepetit (dataset augmentation); Zhang, Cisse, Dauphin, Lopez-Paz 2018 (arXiv:1710.09412).

    >>> run = Run(training=True, generators=[np.random.default_rng(1)])
    >>> x, y = Mixup(alpha=1.0).apply(np.array([[0.0], [1.0]]), np.eye(2), run)
    >>> x.round(3).tolist(), y.round(3).tolist()  # μ = 0.424, π swaps
    ([[0.576], [0.424]], [[0.424, 0.576], [0.576, 0.424]])
    """

    kind: Literal["mixup"] = "mixup"
    alpha: float = Field(0.2, gt=0, description="α of the Beta distribution of the shares")

    def apply(self, x: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """x: (..., N, I), y: (..., N, O)."""
        N = x.shape[-2]
        order = run.buffer("order", (len(run.generators), N), np.intp)
        shares = []
        for generator, row, alpha in zip(
            run.generators, order, np.broadcast_to(self.alpha, (len(order), 1)).flat, strict=True
        ):
            shares.append(float(generator.beta(alpha, alpha)))
            row[:] = generator.permutation(N)
        share = np.array(shares)[:, None, None] if run.stacked else shares[0]
        return self._mixed("x", x, order, share, run), self._mixed("y", y, order, share, run)

    @staticmethod
    def _mixed(name: str, a: Array, order: Array, share: Array | float, run: Run) -> Array:
        mixed, other = (run.buffer(name + part, a.shape, a.dtype) for part in ("", " of others"))
        for rows, taken, index in zip(_stacked(a), _stacked(other), order, strict=True):
            np.take(rows, index, axis=0, out=taken, mode="clip")
        np.multiply(a, like(share, a), out=mixed)
        other *= like(1 - share, a)
        mixed += other
        return mixed


def _stacked(a: Array) -> Array:
    """(N, U) or (R, N, U) -> (R, N, U)."""
    return a if a.ndim == 3 else a[None]
