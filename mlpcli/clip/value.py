"""Clipping entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from mlpcli.clip.base import Clip, Stretch
from mlpcli.numerics import like


class Value(Clip):
    """g ← min(max(g, -c), c), entry by entry: the direction changes where any entry is beyond ±c.

    An infinite entry becomes ±c, so this also hides an overflow of the gradient (not of the loss). The same
    as PyTorch's `clip_grad_value_` and Keras' `clipvalue`.

    *Source:* beside the step-size advice of Lepetit; Mikolov 2012 (thesis, section 3.2.2).

    >>> g = np.array([0.5, -4.0])
    >>> Value(limit=1.0).bound([(g, np.empty(2))])
    >>> g.tolist()
    [0.5, -1.0]
    """

    kind: Literal["value"] = "value"

    def bound(self, gradient: Sequence[Stretch]) -> None:
        """Every stretch: (..., K)."""
        for g, _ in gradient:
            limit = like(self.limit, g)
            np.clip(g, -limit, limit, out=g)
