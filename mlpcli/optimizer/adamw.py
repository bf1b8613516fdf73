"""AdamW: Adam, with a weight decay that its step sizes do not touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Slots
from mlpcli.optimizer.moments import MomentOptimizer


class Adamw(MomentOptimizer):
    """θ ← (1 - λ w) θ, then Adam's step: m, v as there, θ ← θ - λ m_hat / (√v_hat + ε).

    An l2 penalty's gradient would be divided by √v_hat, so that parameters with large gradients hardly
    shrink; the decay w is outside of the quotient. It acts on every parameter, biases too, as in PyTorch
    (the `l2` regularization leaves biases out). λ is the whole learning rate, as in PyTorch and Keras;
    in the paper w is multiplied by the schedule's factor alone, so its w is λ w here.

    *Source:* Loshchilov, Hutter 2019 (arXiv:1711.05101, algorithm 2); Lepetit (for Adam).

    >>> import numpy as np
    >>> theta, slots = np.array([1.0]), {"m": np.zeros(1), "v": np.zeros(1)}
    >>> rule = Adamw(weight_decay=0.5)
    >>> rule.update(theta, np.array([4.0]), slots, t=1, rate=0.1, work=np.empty(1))
    >>> theta.round(6).tolist()  # 1 - 0.1 × 0.5 - 0.1
    [0.85]
    """

    kind: Literal["adamw"] = "adamw"
    weight_decay: float = Field(
        0.01, ge=0, description="w: an update takes the share λ w off every parameter, biases too"
    )

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """Adam's, and 1 - λ w."""
        return *super().scalars(t, rate), 1 - rate * self.weight_decay

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, m, v: (..., P)."""
        *adam, kept = s
        theta *= kept
        self._descend(theta, *self._accumulate(g, slots, adam, work), adam, work)
