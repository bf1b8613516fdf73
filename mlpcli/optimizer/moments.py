"""What Adam and its kin share: running means of the gradient and of its square, and the step they give."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like, power
from mlpcli.optimizer.base import Slots, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.schedule.constant import Constant


class MomentOptimizer(StepRule):
    """m ← β1 m + (1-β1) g and v ← β2 v + (1-β2) g², both zero at first.

    v_hat = v / (1 - β2^t) undoes the bias of the zero start; what becomes of m is the kinds' matter.
    """

    slots: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: AnySchedule = Field(
        Constant(rate=0.001), description="λ, the step size: a number, or a schedule over the training"
    )
    beta1: float = Field(0.9, ge=0, lt=1, description="β1, decay of the mean of the gradients")
    beta2: float = Field(0.999, ge=0, lt=1, description="β2, decay of the mean of their squares")
    epsilon: float = Field(1e-8, gt=0, description="ε, keeps the quotient finite")

    def _accumulate(self, g: Array, slots: Slots, work: Array) -> tuple[Array, Array]:
        """The new m and v, in place: (..., P)."""
        m, v = slots["m"], slots["v"]
        m *= like(self.beta1, m)
        m += np.multiply(g, like(1 - self.beta1, g), out=work)
        v *= like(self.beta2, v)
        np.multiply(g, g, out=work)
        work *= like(1 - self.beta2, g)
        v += work
        return m, v

    def _descend(self, theta: Array, direction: Array, v: Array, factor: Scalar, t: int, work: Array) -> None:
        """θ ← θ - factor · direction / (√v_hat + ε), in place.

        The correction is folded into the scalars (Kingma and Ba, end of section 2), which saves a pass:
        1 / (√v_hat + ε) = r / (√v + ε r) with r = √(1 - β2^t).
        """
        root = power(1 - power(self.beta2, t), 0.5)
        np.sqrt(v, out=work)
        work += like(self.epsilon * root, theta)
        np.divide(direction, work, out=work)
        work *= like(factor * root, theta)
        theta -= work
