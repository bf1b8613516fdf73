"""Gradient descent with Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like
from mlpcli.optimizer.base import Slots, StepRule


class Nesterov(StepRule):
    """v ← α v - λ g(θ + α v), θ ← θ + v: the gradient is taken where the velocity is about to lead.

    Exactly the notes' form: θ moves to θ + α v before the forward pass, and since θ + v_new equals
    (θ + α v) - λ g, the update steps from there. PyTorch and Keras report the looked-ahead point as the
    weights instead; here the weights are θ.

    *Source:* Laurent (SGD with Nesterov momentum); Lepetit; Nesterov 1983; Sutskever et al. 2013.

    >>> theta, slots, work = np.array([1.0]), {"velocity": np.array([-0.2])}, np.empty(1)
    >>> rule = Nesterov(momentum=0.5)
    >>> rule.look_ahead(theta, slots, work)
    >>> theta.tolist()
    [0.9]
    >>> rule.update(theta, 2 * theta, slots, t=2, rate=0.1, work=work)  # J = θ²
    >>> slots["velocity"].round(3).tolist(), theta.round(3).tolist()
    ([-0.28], [0.72])
    """

    slots: ClassVar[tuple[str, ...]] = ("velocity",)
    looks_ahead: ClassVar[bool] = True

    kind: Literal["nesterov"] = "nesterov"
    momentum: float = Field(0.9, ge=0, lt=1, description="α, the share of the velocity that is kept")

    def look_ahead(self, theta: Array, slots: Slots, work: Array) -> None:
        """θ ← θ + α v; v keeps α v."""
        v = slots["velocity"]
        v *= like(self.momentum, v)
        theta += v

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ."""
        return (rate,)

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ (already at θ + α v), g, velocity (already α v): (..., P)."""
        (rate,) = s
        v = slots["velocity"]
        step = np.multiply(g, rate, out=work)
        v -= step
        theta -= step
