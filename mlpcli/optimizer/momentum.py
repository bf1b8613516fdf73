"""Gradient descent with Polyak's momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots, StepRule


class Momentum(StepRule):
    """v ← α v - λ g, θ ← θ + v: the velocity v carries on where gradients agree.

    Laurent's form, as in Keras. Lepetit and PyTorch keep v/λ (g' ← α g' + g, θ ← θ - λ g'): the same as
    long as λ is constant; here a change of λ acts on new gradients only.

    *Source:* Laurent (SGD with momentum); Lepetit; Polyak 1964.

    >>> theta, slots = np.array([1.0]), {"velocity": np.array([0.5])}
    >>> Momentum(momentum=0.5).update(theta, np.array([2.0]), slots, t=2, rate=0.1, work=np.empty(1))
    >>> slots["velocity"].round(3).tolist(), theta.round(3).tolist()
    ([0.05], [1.05])
    """

    slots: ClassVar[tuple[str, ...]] = ("velocity",)

    kind: Literal["momentum"] = "momentum"
    momentum: float = Field(0.9, ge=0, lt=1, description="α, the share of the velocity that is kept")

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ, α."""
        return rate, self.momentum

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, velocity: (..., P)."""
        rate, kept = s
        v = slots["velocity"]
        v *= kept
        v -= np.multiply(g, rate, out=work)
        theta += v
