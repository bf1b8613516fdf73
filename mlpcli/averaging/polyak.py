"""The plain mean of the iterates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.averaging.base import Averaging
from mlpcli.numerics import each


class Polyak(Averaging):
    """θ_avg = 1/(t - t0) Σ θ_k over k = t0 + 1 … t, as a running mean: w = 1 / (t - t0). Before t0 it is θ.

    With a constant step size θ wanders about the optimum for ever; its mean converges. PyTorch's
    `AveragedModel` is the same with an average taken after each update.

    *Source:* Rudi-Gaillard 2.3 (averaging); Polyak, Juditsky 1992; Ruppert 1988.

    >>> [Polyak(start=1.0).weight(t, steps_per_epoch=2) for t in (1, 2, 3, 4, 5)]
    [1.0, 1.0, 1.0, 0.5, 0.3333333333333333]
    """

    kind: Literal["polyak"] = "polyak"
    start: float = Field(0.0, ge=0, description="epochs before the mean begins: the way there is left out")

    def weight(self, t: int, steps_per_epoch: int) -> Scalar:
        """1 / (t - t0), t0 the updates in `start` epochs."""
        return each(lambda start: 1 / max(t - int(start * steps_per_epoch), 1), self.start)
