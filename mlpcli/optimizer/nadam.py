"""NAdam: Adam with Nesterov's look ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mlpcli.arrays import Array, Scalar
from mlpcli.numerics import power
from mlpcli.optimizer.base import Slots
from mlpcli.optimizer.moments import MomentOptimizer


class Nadam(MomentOptimizer):
    """m, v as in Adam, θ ← θ - λ [β1 m / (1 - β1^(t+1)) + (1-β1) g / (1 - β1^t)] / (√v_hat + ε).

    The bracket is the m_hat of the next update if its gradient were this one: the look ahead without
    moving θ. β1 is constant, the paper's plain case, as in Optax; PyTorch and Keras let β1 grow with t from
    about half its value, β1 (1 - 0.96^(0.004 t) / 2).

    *Source:* Dozat 2016 (Incorporating Nesterov momentum into Adam, algorithm 2); Lepetit (for Adam).

    >>> import numpy as np
    >>> theta, slots = np.array([1.0]), {"m": np.zeros(1), "v": np.zeros(1)}
    >>> rule = Nadam(beta1=0.5, beta2=0.5)
    >>> rule.update(theta, np.array([4.0]), slots, t=1, rate=0.3, work=np.empty(1))
    >>> theta.round(6).tolist()  # 1 - 0.3 (0.5 × 2 / 0.75 + 0.5 × 4 / 0.5) / √16
    [0.6]
    """

    kind: Literal["nadam"] = "nadam"

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """Adam's with 1 - β1^(t+1) in λ' and β1 beside it, and what g is multiplied by."""
        factor, *others = super().scalars(t, rate)
        ahead = factor * (1 - power(self.beta1, t)) / (1 - power(self.beta1, t + 1)) * self.beta1
        return ahead, *others, factor * (1 - self.beta1)

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, m, v: (..., P)."""
        *adam, direct = s
        m, v = self._accumulate(g, slots, adam, work)
        # one after the other, as there is scratch memory for one array only
        self._descend(theta, m, v, adam, work)
        self._descend(theta, g, v, (direct, *adam[1:]), work)
