"""What every averaging is: the weight that the newest iterate has in the mean."""

from __future__ import annotations

from abc import abstractmethod

from mlpcli.arrays import Scalar
from mlpcli.component import Component


class Averaging(Component):
    """θ_avg ← (1 - w) θ_avg + w θ_t after the t-th update."""

    kind: str

    @abstractmethod
    def weight(self, t: int, steps_per_epoch: int) -> Scalar:
        """The weight w of the t-th update, counted from 1; 1 makes θ_avg the newest iterate."""
