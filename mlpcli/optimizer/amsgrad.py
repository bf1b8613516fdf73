"""AMSGrad: Adam whose step sizes never grow again."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import like, power
from mlpcli.optimizer.base import Optimizer, Slots
from mlpcli.schedule import AnySchedule, Constant


class Amsgrad(Optimizer):
    """m, v as in Adam, u ← max(u, v), θ ← θ - λ m_hat / (√u_hat + ε), u_hat = u / (1 - β2^t).

    Adam forgets rare large gradients and may then diverge on convex problems; the maximum remembers them.
    The biases are corrected as in PyTorch and Keras, the maximum being taken before; the paper corrects
    neither m nor v and has no ε.

    *Source:* Reddi, Kale, Kumar 2018 (arXiv:1904.09237, algorithm 2); Lepetit (for Adam).

    >>> theta, work = np.array([1.0]), np.empty(1)
    >>> slots = {"m": np.zeros(1), "v": np.zeros(1), "largest": np.zeros(1)}
    >>> for t, g in enumerate([4.0, 0.0], start=1):
    ...     Amsgrad(beta1=0.5, beta2=0.5).update(theta, np.array([g]), slots, t, rate=0.1, work=work)
    >>> slots["v"].tolist(), slots["largest"].tolist()
    ([4.0], [8.0])
    """

    slots: ClassVar[tuple[str, ...]] = ("m", "v", "largest")

    kind: Literal["amsgrad"] = "amsgrad"
    learning_rate: AnySchedule = Field(
        Constant(rate=0.001), description="λ, the step size: a number, or a schedule over the training"
    )
    beta1: float = Field(0.9, ge=0, lt=1, description="β1, decay of the mean of the gradients")
    beta2: float = Field(0.999, ge=0, lt=1, description="β2, decay of the mean of their squares")
    epsilon: float = Field(1e-8, gt=0, description="ε, keeps the quotient finite")

    def update(self, theta: Array, g: Array, slots: Slots, t: int, rate: Scalar, work: Array) -> None:
        """θ, g, m, v, largest: (..., P)."""
        m, v, u = slots["m"], slots["v"], slots["largest"]
        root = power(1 - power(self.beta2, t), 0.5)
        m *= like(self.beta1, m)
        m += np.multiply(g, like(1 - self.beta1, g), out=work)
        v *= like(self.beta2, v)
        np.multiply(g, g, out=work)
        work *= like(1 - self.beta2, g)
        v += work
        np.maximum(u, v, out=u)
        np.sqrt(u, out=work)
        work += like(self.epsilon * root, g)  # the corrections are folded into the scalars, as in Adam
        np.divide(m, work, out=work)
        work *= like(rate * root / (1 - power(self.beta1, t)), g)
        theta -= work
