"""Lion: the sign of a momentum, so that every parameter moves by the same amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.schedule.constant import Constant


class Lion(StepRule):
    """θ ← (1 - λ w) θ - λ sign(β1 m + (1-β1) g), then m ← β2 m + (1-β2) g; sign(0) = 0.

    Every step has the length λ, so λ is three to ten times smaller than Adam's, and with a constant λ the
    parameters end by swinging about the optimum: a schedule that falls belongs to it. The decay w is
    AdamW's, on biases too, and off unless asked for.

    *Source:* Chen et al. 2023 (arXiv:2302.06675, algorithm 2).

    >>> theta, slots = np.array([1.0, 1.0]), {"m": np.array([1.0, -1.0])}
    >>> rule = Lion(beta1=0.5, beta2=0.75)
    >>> rule.update(theta, np.array([-0.5, 3.0]), slots, t=2, rate=0.1, work=np.empty(2))
    >>> theta.round(6).tolist(), slots["m"].tolist()
    ([0.9, 0.9], [0.625, 0.0])
    """

    slots: ClassVar[tuple[str, ...]] = ("m",)

    kind: Literal["lion"] = "lion"
    learning_rate: AnySchedule = Field(
        Constant(rate=1e-4), description="λ, the step size: a number, or a schedule over the training"
    )
    beta1: float = Field(0.9, ge=0, lt=1, description="β1, the mean's share in the sign")
    beta2: float = Field(0.99, ge=0, lt=1, description="β2, decay of the mean of the gradients")
    weight_decay: float = Field(
        0.0, ge=0, description="w: an update takes the share λ w off every parameter, biases too"
    )

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ, β1, 1-β1, β2, 1-β2, 1 - λ w, β1/(1-β1)."""
        beta1, beta2 = self.beta1, self.beta2
        kept = 1 - rate * self.weight_decay
        return rate, beta1, 1 - beta1, beta2, 1 - beta2, kept, beta1 / (1 - beta1)

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, m: (..., P)."""
        rate, _, _, beta2, new2, kept, ratio = s
        m = slots["m"]
        theta *= kept
        np.multiply(m, ratio, out=work)
        work += g  # the sum divided by 1 - β1, which leaves its sign
        np.sign(work, out=work)
        work *= rate
        theta -= work
        m *= beta2
        m += np.multiply(g, new2, out=work)
