"""Adam: momentum, with a step size for every parameter."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like, power
from mlpcli.optimizer.base import Optimizer, Slots
from mlpcli.schedule import AnySchedule, Constant


class Adam(Optimizer):
    """m ← β1 m + (1-β1) g, v ← β2 v + (1-β2) g², θ ← θ - λ m_hat / (√v_hat + ε).

    m_hat = m / (1 - β1^t) and v_hat = v / (1 - β2^t) undo the bias of the zero start. ε stands outside the
    root, as in Lepetit, Kingma and Ba, PyTorch and Keras; Laurent puts δ inside, √(v_hat + δ).
    The corrections are folded into the scalars (Kingma and Ba, end of section 2), which saves two passes:
    λ m_hat / (√v_hat + ε) = λ_t m / (√v + ε_t) with ε_t = ε √(1-β2^t), λ_t = λ √(1-β2^t) / (1-β1^t).

    *Source:* Lepetit; Laurent; Desassis; Kingma, Ba 2015 (arXiv:1412.6980).

    >>> theta, slots = np.array([1.0]), {"m": np.zeros(1), "v": np.zeros(1)}
    >>> Adam().update(theta, np.array([4.0]), slots, t=1, rate=0.001, work=np.empty(1))
    >>> slots["m"].round(6).tolist(), slots["v"].round(6).tolist(), theta.round(6).tolist()
    ([0.4], [0.016], [0.999])
    """

    slots: ClassVar[tuple[str, ...]] = ("m", "v")

    kind: Literal["adam"] = "adam"
    learning_rate: AnySchedule = Field(
        Constant(rate=0.001), description="λ, the step size: a number, or a schedule over the training"
    )
    beta1: float = Field(0.9, ge=0, lt=1, description="β1, decay of the mean of the gradients")
    beta2: float = Field(0.999, ge=0, lt=1, description="β2, decay of the mean of their squares")
    epsilon: float = Field(1e-8, gt=0, description="ε, keeps the quotient finite")

    def update(self, theta: Array, g: Array, slots: Slots, t: int, rate: Scalar, work: Array) -> None:
        """θ, g, m, v: (..., P)."""
        m, v = slots["m"], slots["v"]
        root = power(1 - power(self.beta2, t), 0.5)
        m *= like(self.beta1, m)
        m += np.multiply(g, like(1 - self.beta1, g), out=work)
        v *= like(self.beta2, v)
        np.multiply(g, g, out=work)
        work *= like(1 - self.beta2, g)
        v += work
        np.sqrt(v, out=work)
        work += like(self.epsilon * root, g)
        np.divide(m, work, out=work)
        work *= like(rate * root / (1 - power(self.beta1, t)), g)
        theta -= work
