"""NAdam: Adam with Nesterov's look ahead."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like, power
from mlpcli.optimizer.base import Optimizer, Slots
from mlpcli.schedule import AnySchedule, Constant


class Nadam(Optimizer):
    """m, v as in Adam, θ ← θ - λ [β1 m / (1 - β1^(t+1)) + (1-β1) g / (1 - β1^t)] / (√v_hat + ε).

    The bracket is the m_hat of the next update if its gradient were this one: the look ahead without
    moving θ. β1 is constant, the paper's plain case, as in Optax; PyTorch and Keras let β1 grow with t from
    about half its value, β1 (1 - 0.96^(0.004 t) / 2).

    *Source:* Dozat 2016 (Incorporating Nesterov momentum into Adam, algorithm 2); Lepetit (for Adam).

    >>> theta, slots = np.array([1.0]), {"m": np.zeros(1), "v": np.zeros(1)}
    >>> rule = Nadam(beta1=0.5, beta2=0.5)
    >>> rule.update(theta, np.array([4.0]), slots, t=1, rate=0.3, work=np.empty(1))
    >>> theta.round(6).tolist()  # 1 - 0.3 (0.5 × 2 / 0.75 + 0.5 × 4 / 0.5) / √16
    [0.6]
    """

    slots: ClassVar[tuple[str, ...]] = ("m", "v")

    kind: Literal["nadam"] = "nadam"
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
        parts = (
            (m, self.beta1 / (1 - power(self.beta1, t + 1))),
            (g, (1 - self.beta1) / (1 - power(self.beta1, t))),
        )
        for part, share in parts:  # one after the other, as there is scratch memory for one array only
            np.sqrt(v, out=work)
            work += like(self.epsilon * root, g)
            np.divide(part, work, out=work)
            work *= like(rate * root * share, g)
            theta -= work
