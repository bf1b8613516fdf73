"""AMSGrad: Adam whose step sizes never grow again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.optimizer.base import Slots
from mlpcli.optimizer.moments import MomentOptimizer


class Amsgrad(MomentOptimizer):
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

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, m, v, largest: (..., P)."""
        m, v = self._accumulate(g, slots, s, work)
        u = np.maximum(slots["largest"], v, out=slots["largest"])
        self._descend(theta, m, u, s, work)
