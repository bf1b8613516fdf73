"""AdamW: Adam, with a weight decay that its step sizes do not touch."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like, power
from mlpcli.optimizer.base import Optimizer, Slots
from mlpcli.schedule import AnySchedule, Constant


class Adamw(Optimizer):
    """θ ← (1 - λ w) θ, then Adam's step: m, v as there, θ ← θ - λ m_hat / (√v_hat + ε).

    An l2 penalty's gradient would be divided by √v_hat, so that parameters with large gradients hardly
    shrink; the decay w is outside of the quotient. It acts on every parameter, biases too, as in PyTorch
    (the `l2` regularization leaves biases out). λ is the whole learning rate, as in PyTorch and Keras;
    in the paper w is multiplied by the schedule's factor alone, so its w is λ w here.

    *Source:* Loshchilov, Hutter 2019 (arXiv:1711.05101, algorithm 2); Lepetit (for Adam).

    >>> theta, slots = np.array([1.0]), {"m": np.zeros(1), "v": np.zeros(1)}
    >>> rule = Adamw(weight_decay=0.5)
    >>> rule.update(theta, np.array([4.0]), slots, t=1, rate=0.1, work=np.empty(1))
    >>> theta.round(6).tolist()  # 1 - 0.1 × 0.5 - 0.1
    [0.85]
    """

    slots: ClassVar[tuple[str, ...]] = ("m", "v")

    kind: Literal["adamw"] = "adamw"
    learning_rate: AnySchedule = Field(
        Constant(rate=0.001), description="λ, the step size: a number, or a schedule over the training"
    )
    beta1: float = Field(0.9, ge=0, lt=1, description="β1, decay of the mean of the gradients")
    beta2: float = Field(0.999, ge=0, lt=1, description="β2, decay of the mean of their squares")
    epsilon: float = Field(1e-8, gt=0, description="ε, keeps the quotient finite")
    weight_decay: float = Field(
        0.01, ge=0, description="w: an update takes the share λ w off every parameter, biases too"
    )

    def update(self, theta: Array, g: Array, slots: Slots, t: int, rate: Scalar, work: Array) -> None:
        """θ, g, m, v: (..., P)."""
        m, v = slots["m"], slots["v"]
        root = power(1 - power(self.beta2, t), 0.5)
        theta *= like(1 - rate * self.weight_decay, theta)
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
