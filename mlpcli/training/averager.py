"""The mean of the iterates, kept up to date while θ moves."""

from __future__ import annotations

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.averaging import Averaging
from mlpcli.numerics import like

AVERAGE = "average"
"""The mean's name among the slots: of θ's shape, so it is saved, stacked and continued as they are."""


class Averager:
    """θ_avg ← (1 - w) θ_avg + w θ, bound to its arrays. Statistics are copied; so are kept layers, once."""

    def __init__(self, averaging: Averaging, network: Network, theta: Array, average: Array):
        self.averaging, self.average = averaging, average
        self.params = network.views(average)
        self._learned = [
            (average[..., s], theta[..., s], np.empty_like(theta[..., s])) for s in network.learned
        ]
        self._copied = []
        for place in network.places:
            s = slice(place.start, place.stop)
            if place.parameter.role == "statistics":
                self._copied.append((average[..., s], theta[..., s]))
            if not network.learns(place):
                average[..., s] = theta[..., s]

    def __call__(self, t: int, steps_per_epoch: int) -> None:
        """After the t-th update."""
        w = self.averaging.weight(t, steps_per_epoch)
        for average, theta, work in self._learned:
            average *= like(1 - w, average)
            average += np.multiply(theta, like(w, theta), out=work)
        for average, theta in self._copied:
            average[...] = theta
