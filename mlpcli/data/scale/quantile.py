"""Ranks among the training rows, for whatever distribution."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.data.scale.base import Scale

EDGE = 1e-7
"""Ranks this close to 0 and 1 are moved there before the normal quantile, which is infinite at both."""


class Quantile(Scale):
    """x = Φ⁻¹(F(value)), or F(value), with F the distribution function of the training rows.

    F goes linearly between nodes, the quantiles 0, 1/(Q-1), ..., 1 of the training rows; of values that
    occur often, the middle of their ranks. Below the lowest and above the highest it is 0 and 1, so x stays
    within ±5.2 (normal) or 0 and 1 (uniform) whatever comes.

    *Source:* scikit-learn's QuantileTransformer (subsample=None), where the lowest and the highest value are
    0 and 1 however often they occur: a column with many zeros then has them all at -5.2.

    >>> import numpy as np
    >>> scale = Quantile(output="uniform", nodes=3)
    >>> landmarks = scale.landmarks(np.array([0.0, 1.0, 100.0]))
    >>> scale.warp(np.array([-5.0, 0.5, 1.0, 100.0]), landmarks).tolist()
    [0.0, 0.25, 0.5, 1.0]
    """

    warps: ClassVar[bool] = True

    kind: Literal["quantile"] = "quantile"
    output: Literal["normal", "uniform"] = Field(
        "normal", description="normal: ranks as quantiles of a normal distribution; uniform: from 0 to 1"
    )
    nodes: int = Field(1000, ge=2, le=100_000, description="quantiles that are remembered, at most")

    def moments(self, values: Array) -> tuple[float, float]:
        """0 and 1: ranks have their size already."""
        return 0.0, 1.0

    def landmarks(self, values: Array) -> Array:
        """The quantiles of the training rows: (N,) -> (Q,), Q ≤ N."""
        count = max(min(self.nodes, len(values)), 1)
        return np.quantile(values, np.linspace(0, 1, count)) if len(values) else np.zeros(1)

    def warp(self, values: Array, landmarks: Array) -> Array:
        """The rank, from both sides, so that equal landmarks give the middle of their ranks."""
        ranks = np.linspace(0, 1, len(landmarks))
        if len(landmarks) == 1 or landmarks[0] == landmarks[-1]:
            return np.full(len(values), 0.5 if self.output == "uniform" else 0.0)
        up = np.interp(values, landmarks, ranks)
        down = np.interp(-values, -landmarks[::-1], -ranks[::-1])
        rank: Array = 0.5 * (up - down)
        if self.output == "uniform":
            return rank
        from scipy.special import ndtri

        return np.asarray(ndtri(np.clip(rank, EDGE, 1 - EDGE)))

    def unwarp(self, warped: Array, landmarks: Array) -> Array:
        """The value of a rank, within the range of the training rows."""
        from scipy.special import ndtr

        rank = np.asarray(ndtr(warped)) if self.output == "normal" else warped
        return np.asarray(np.interp(rank, np.linspace(0, 1, len(landmarks)), landmarks))
