"""The squares of what a layer puts out as a penalty: outputs stay small."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import ActivityPenalty


class ActivityL2(ActivityPenalty):
    """Ω(y) = λ/N Σ y² over the N samples of a batch and the units, ∂Ω/∂y = 2 λ y / N.

    Without a factor ½, and a mean over the samples, as in Keras. On the output layer (`layers: [-1]`) it
    keeps a classifier from being too sure of itself.

    *Source:* Lepetit (penalties on kernel, bias or activity, per layer).

    >>> y = np.array([[1.0, -2.0], [0.0, 3.0]])
    >>> rule = ActivityL2(strength=0.1)
    >>> round(float(rule.value(y)), 3), rule.gradient(y, np.empty((2, 2))).tolist()  # 0.1 · 14 / 2
    (0.7, [[0.1, -0.2], [0.0, 0.30000000000000004]])
    """

    kind: Literal["activity_l2"] = "activity_l2"
    strength: float = Field(1e-4, ge=0, description="λ, the weight of the penalty in the loss")

    def value(self, y: Array) -> Array:
        """λ/N Σ y²: (..., N, U) -> (...)."""
        weighed = like(self.strength / y.shape[-2], y) * y * y
        value: Array = weighed.reshape(*weighed.shape[:-2], -1).sum(axis=-1)
        return value

    def gradient(self, y: Array, out: Array) -> Array:
        """2 λ y / N: (..., N, U)."""
        np.multiply(y, like(2 * self.strength / y.shape[-2], y), out=out)
        return out
