"""Adam: momentum, with a step size for every parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mlpcli.arrays import Array
from mlpcli.optimizer.base import Slots
from mlpcli.optimizer.moments import MomentOptimizer


class Adam(MomentOptimizer):
    """m ← β1 m + (1-β1) g, v ← β2 v + (1-β2) g², θ ← θ - λ m_hat / (√v_hat + ε).

    m_hat = m / (1 - β1^t) and v_hat = v / (1 - β2^t) undo the bias of the zero start. ε stands outside the
    root, as in Lepetit, Kingma and Ba, PyTorch and Keras; Laurent puts δ inside, √(v_hat + δ).

    *Source:* Lepetit; Laurent; Desassis; Kingma, Ba 2015 (arXiv:1412.6980).

    >>> import numpy as np
    >>> theta, slots = np.array([1.0]), {"m": np.zeros(1), "v": np.zeros(1)}
    >>> Adam().update(theta, np.array([4.0]), slots, t=1, rate=0.001, work=np.empty(1))
    >>> slots["m"].round(6).tolist(), slots["v"].round(6).tolist(), theta.round(6).tolist()
    ([0.4], [0.016], [0.999])
    """

    kind: Literal["adam"] = "adam"

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, m, v: (..., P)."""
        self._descend(theta, *self._accumulate(g, slots, s, work), s, work)
