"""What Adam and its kin share: running means of the gradient and of its square, and the step they give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import power
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

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ' = λ √(1 - β2^t) / (1 - β1^t), β1, 1-β1, β2, 1-β2, ε' = ε √(1 - β2^t).

        So the corrections of the biases cost no pass over θ (Kingma and Ba, end of section 2):
        λ m_hat / (√v_hat + ε) = λ' m / (√v + ε').
        """
        beta1, beta2 = self.beta1, self.beta2
        root = power(1 - power(beta2, t), 0.5)
        factor = rate / (1 - power(beta1, t)) * root
        return factor, beta1, 1 - beta1, beta2, 1 - beta2, self.epsilon * root

    def _accumulate(self, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> tuple[Array, Array]:
        """The new m and v, in place: (..., P)."""
        _, beta1, new1, beta2, new2, _ = s
        m, v = slots["m"], slots["v"]
        m *= beta1
        m += np.multiply(g, new1, out=work)
        v *= beta2
        np.multiply(g, g, out=work)
        work *= new2
        v += work
        return m, v

    def _descend(self, theta: Array, direction: Array, v: Array, s: Sequence[Array], work: Array) -> None:
        """θ ← θ - λ' direction / (√v + ε'), in place."""
        factor, *_, epsilon = s
        np.sqrt(v, out=work)
        work += epsilon
        np.divide(direction, work, out=work)
        work *= factor
        theta -= work
