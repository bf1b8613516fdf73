"""The exponentially weighted mean of the iterates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.averaging.base import Averaging
from mlpcli.numerics import power


class Exponential(Averaging):
    """θ_avg = (1-β) Σ β^(t-k) θ_k / (1 - β^t) over k = 1 … t, as a running mean: w = (1-β) / (1 - β^t).

    The weights add up to 1 at every t, so the start θ_0 has no part in it (Adam's correction, applied to θ).
    Others begin with θ_avg = θ_0 and w = 1-β, and are biased towards it for 1/(1-β) updates.

    *Source:* Rudi-Gaillard 2.3 (averaging); Kingma, Ba 2015, 7.2 (temporal averaging).

    >>> [round(Exponential(decay=0.5).weight(t, steps_per_epoch=9), 4) for t in (1, 2, 3)]
    [1.0, 0.6667, 0.5714]
    """

    kind: Literal["exponential"] = "exponential"
    decay: float = Field(0.999, ge=0, lt=1, description="β, how much of the mean an update leaves")

    def weight(self, t: int, steps_per_epoch: int) -> Scalar:
        """(1-β) / (1 - β^t)."""
        return (1 - self.decay) / (1 - power(self.decay, t))
