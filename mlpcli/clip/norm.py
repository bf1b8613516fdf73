"""Clipping by the norm of the whole gradient."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.clip.base import Clip, Stretch


class Norm(Clip):
    """g ← g min(1, c / ‖g‖), ‖g‖ the Euclidean norm over all learned parameters of a network together.

    The direction stays; a gradient within the bound is left as it is, to the bit. Computed as
    ‖g‖ = m ‖g/m‖ with m = max |g|, so that no square overflows. PyTorch (`clip_grad_norm_`) adds 1e-6 to the
    norm; Keras calls this `global_clipnorm`.

    *Source:* beside the step-size advice of Lepetit; Pascanu, Mikolov, Bengio 2013 (arXiv:1211.5063).

    >>> g = np.array([3.0, 4.0])
    >>> Norm(limit=1.0).bound([(g, np.empty(2))])
    >>> g.round(6).tolist()
    [0.6, 0.8]
    """

    kind: Literal["norm"] = "norm"

    def bound(self, gradient: Sequence[Stretch]) -> None:
        """One factor a replica for every stretch (..., K)."""
        if not gradient:
            return
        peaks = [np.maximum.reduce(np.abs(g, out=work), axis=-1, keepdims=True) for g, work in gradient]
        m: Array = reduce(np.maximum, peaks)
        m = np.where(m > 0, m, m.dtype.type(1))
        squares = np.zeros_like(m, dtype=np.float64)
        for g, work in gradient:
            np.divide(g, m, out=work)
            work *= work
            squares += np.add.reduce(work, axis=-1, keepdims=True)
        norm = m.astype(np.float64) * np.sqrt(squares)
        factor = self.limit / np.maximum(norm, self.limit)  # exactly 1 within the bound
        for g, _ in gradient:
            g *= factor.astype(g.dtype)
