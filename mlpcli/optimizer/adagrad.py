"""Adagrad: a step size for every parameter, from all its gradients so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots, StepRule


class Adagrad(StepRule):
    """r ← r + g², θ ← θ - λ g / (ε + √r).

    The steps shrink as 1/√t where gradients keep their size, without a schedule. ε stands outside the root
    and r starts at zero, as in Lepetit and PyTorch; Keras has √(r + ε) and starts r at 0.1.

    *Source:* Lepetit (AdaGrad); Duchi, Hazan, Singer 2011.

    >>> theta, slots = np.array([1.0]), {"r": np.array([9.0])}
    >>> Adagrad().update(theta, np.array([4.0]), slots, t=2, rate=0.5, work=np.empty(1))
    >>> slots["r"].tolist(), theta.round(6).tolist()  # 1 - 0.5 × 4 / √25
    ([25.0], [0.6])
    """

    slots: ClassVar[tuple[str, ...]] = ("r",)

    kind: Literal["adagrad"] = "adagrad"
    epsilon: float = Field(1e-10, gt=0, description="ε, keeps the quotient finite")

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ, ε."""
        return rate, self.epsilon

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, r: (..., P)."""
        rate, epsilon = s
        r = slots["r"]
        r += np.multiply(g, g, out=work)
        np.sqrt(r, out=work)
        work += epsilon
        np.divide(g, work, out=work)
        work *= rate
        theta -= work
