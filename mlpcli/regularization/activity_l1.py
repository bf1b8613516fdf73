"""The absolute values of what a layer puts out as a penalty: few units speak at a time."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.numerics import like
from mlpcli.regularization.base import ActivityPenalty


class ActivityL1(ActivityPenalty):
    """Ω(y) = λ/N Σ |y| over the N samples of a batch and the units, ∂Ω/∂y = λ/N sign(y), with 0 at y = 0.

    Sparse representations: with relu most units are silent for a given sample. The mean over the samples,
    as in Keras, keeps λ's meaning for another batch size.

    *Source:* Lepetit (penalties on kernel, bias or activity, per layer); Glorot, Bordes, Bengio 2011.

    >>> y = np.array([[1.0, -2.0], [0.0, 3.0]])
    >>> rule = ActivityL1(strength=0.1)
    >>> round(float(rule.value(y)), 3), rule.gradient(y, np.empty((2, 2))).tolist()  # 0.1 · 6 / 2
    (0.3, [[0.05, -0.05], [0.0, 0.05]])
    """

    kind: Literal["activity_l1"] = "activity_l1"
    strength: float = Field(1e-4, ge=0, description="λ, the weight of the penalty in the loss")

    def value(self, y: Array) -> Array:
        """λ/N Σ |y|: (..., N, U) -> (...)."""
        weighed = like(self.strength / y.shape[-2], y) * np.abs(y)
        value: Array = weighed.reshape(*weighed.shape[:-2], -1).sum(axis=-1)
        return value

    def gradient(self, y: Array, out: Array) -> Array:
        """λ/N sign(y): (..., N, U)."""
        np.sign(y, out=out)
        out *= like(self.strength / y.shape[-2], y)
        return out
