"""Adadelta: steps as long as the latest steps were, so that θ's units come out right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.schedule.constant import Constant


class Adadelta(StepRule):
    """r ← ρ r + (1-ρ) g², Δ = g √(s + ε) / √(r + ε), s ← ρ s + (1-ρ) Δ², θ ← θ - λ Δ.

    The paper has no learning rate: that is λ = 1, the default here and in PyTorch (Keras: 0.001). As s
    starts at zero, ε sets the length of the first steps, about √ε: a small ε starts slowly. Near an optimum
    λ = 1 may keep swinging; a smaller λ settles.

    *Source:* Lepetit (named); Zeiler 2012 (arXiv:1212.5701, algorithm 1).

    >>> theta, slots = np.array([1.0]), {"r": np.zeros(1), "s": np.zeros(1)}
    >>> rule = Adadelta(rho=0.5, epsilon=1.0)
    >>> rule.update(theta, np.array([4.0]), slots, t=1, rate=1.0, work=np.empty(1))
    >>> theta.round(4).tolist()  # Δ = 4 √1 / √(8 + 1)
    [-0.3333]
    >>> slots["r"].tolist(), slots["s"].round(4).tolist()  # s = ½ (4/3)²
    ([8.0], [0.8889])
    """

    slots: ClassVar[tuple[str, ...]] = ("r", "s")

    kind: Literal["adadelta"] = "adadelta"
    learning_rate: AnySchedule = Field(
        Constant(rate=1.0), description="λ, a factor on the steps (1 in the paper), or a schedule of it"
    )
    rho: float = Field(0.9, ge=0, lt=1, description="ρ, decay of both means of squares")
    epsilon: float = Field(
        1e-6, gt=0, description="ε, inside both roots; √ε is the length of the first steps"
    )

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ, ρ, 1-ρ, ε."""
        return rate, self.rho, 1 - self.rho, self.epsilon

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, r, s: (..., P)."""
        rate, kept, new, epsilon = s
        squares, steps = slots["r"], slots["s"]
        squares *= kept
        np.multiply(g, g, out=work)
        work *= new
        squares += work
        steps += epsilon  # lent for a moment, as there is scratch memory for one array only
        np.add(squares, epsilon, out=work)
        np.divide(steps, work, out=work)
        np.sqrt(work, out=work)
        work *= g
        work *= rate
        theta -= work
        np.add(squares, epsilon, out=work)  # Δ² anew rather than from λ Δ: a schedule may bring λ to zero
        np.divide(steps, work, out=work)
        work *= g
        work *= g
        work *= new
        steps -= epsilon
        steps *= kept
        steps += work
