"""Noise on the inputs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import Augmentation
from mlpcli.run import Run


class InputNoise(Augmentation):
    """x ← x + σ ε, ε ~ N(0, 1) for every number of every sample, drawn anew for every update.

    σ is in the units of the coded inputs: where columns are standardized, 1 is a column's deviation. For the
    squared error small noise acts like a penalty σ² ‖∂f/∂x‖² (Bishop 1995). Where the target is the input
    itself, as in an autoencoder, that stays clean: a denoising autoencoder.

    *Source:* Lepetit (dataset augmentation: noise on the inputs); Laurent; Bishop 1995.

    >>> import numpy as np
    >>> run = Run(training=True, generators=[np.random.default_rng(0)])
    >>> x, y = InputNoise(deviation=0.1).apply(np.ones((1, 2)), np.zeros((1, 1)), run)
    >>> x.round(3).tolist()  # ε = 0.126, -0.132
    [[1.013, 0.987]]
    """

    kind: Literal["input_noise"] = "input_noise"
    deviation: float = Field(0.1, ge=0, description="σ, the standard deviation of the noise")

    def apply(self, x: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """x: (..., N, I)."""
        noise = run.normal("noise", x.shape, x.dtype)
        sigma = like(self.deviation, x)
        noise *= sigma[..., None] if sigma.ndim else sigma
        noise += x
        return noise, y
