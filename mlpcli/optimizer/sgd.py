"""Plain stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots, StepRule


class Sgd(StepRule):
    """θ ← θ - λ g, with g the mean gradient over the mini-batch.

    *Source:* Lepetit; Laurent (summary of the SGD algorithm); Rudi-Gaillard 2.3; Robbins, Monro 1951.

    >>> theta = np.array([1.0])
    >>> Sgd().update(theta, np.array([2.0]), {}, t=1, rate=0.1, work=np.empty(1))
    >>> theta.tolist()
    [0.8]
    """

    kind: Literal["sgd"] = "sgd"

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ."""
        return (rate,)

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g: (..., P)."""
        (rate,) = s
        theta -= np.multiply(g, rate, out=work)
