"""Images drawn on rubber: every pixel moves, and its neighbours with it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.regularization.image import ImageAugmentation


class ElasticDistortion(ImageAugmentation):
    """q = p + α G_σ * u: displacements drawn evenly from [-1, 1], pixel by pixel, smoothed and stretched.

    G_σ is a Gaussian of deviation σ pixels; beyond the image displacements count as 0. A pixel then moves
    by about 0.16 α / σ each way. The defaults are the paper's, for digits of 29 × 29 pixels; smaller images
    take a smaller σ, and α in proportion to σ times the distance wanted.

    *Source:* Lepetit (dataset augmentation); Simard, Steinkraus, Platt 2003 (section 2).

    >>> import numpy as np
    >>> rule, r, c = ElasticDistortion(), np.array([[-1.0], [0.0], [1.0]]), np.array([0.0])
    >>> u = np.array([1.0, 1.0, 1.0, 0.5, 0.5, 0.5])  # rows move, columns stay
    >>> rows, columns = rule.sources(r, c, u, 2.0, 0.0)  # α = 2, σ = 0
    >>> rows.tolist(), columns.tolist()
    ([[1.0], [2.0], [3.0]], [[0.0], [0.0], [0.0]])
    """

    kind: Literal["elastic_distortion"] = "elastic_distortion"
    alpha: float = Field(34.0, ge=0, description="α, the factor on the smoothed displacements, in pixels")
    sigma: float = Field(4.0, ge=0, description="σ, the width of the smoothing, in pixels")

    def draws(self, H: int, W: int) -> int:
        """Two for each pixel."""
        return 2 * H * W

    def numbers(self) -> tuple[Scalar, ...]:
        """α and σ."""
        return self.alpha, self.sigma

    def sources(self, r: Array, c: Array, u: Array, *numbers: float) -> tuple[Array, Array]:
        """(r, c) + α G_σ * (2 u - 1)."""
        from scipy.ndimage import gaussian_filter

        alpha, sigma = numbers
        field = (2 * u - 1).reshape(2, r.size, c.size)
        rows, columns = alpha * gaussian_filter(field, (0, sigma, sigma), mode="constant")
        return r + rows, c + columns
