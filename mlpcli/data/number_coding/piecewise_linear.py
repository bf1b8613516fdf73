"""A number as how far it has come through each of several bins."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.data.number_coding.base import NumberCodingKind


class PiecewiseLinear(NumberCodingKind):
    """φ_t(z) = (z - b_{t-1}) / (b_t - b_{t-1}), between 0 and 1, for the bins t = 1..T.

    The edges b_0 < ... < b_T are quantiles of the training rows, each once: where values repeat there are
    fewer bins. The first bin has no lower bound and the last no upper one, so that what lies beyond the
    training rows goes on linearly.

    *Source:* Gorishniy, Rubachev, Babenko 2022 (arXiv:2203.05556), equation 1 and section 3.2.1.

    >>> PiecewiseLinear(bins=2).expand(np.array([-1.0, 1.0, 5.0, 8.0]), np.array([0.0, 2.0, 8.0])).tolist()
    [[-0.5, 0.0], [0.5, 0.0], [1.0, 0.5], [1.0, 1.0]]
    """

    kind: Literal["piecewise_linear"] = "piecewise_linear"
    bins: int = Field(16, ge=1, le=10_000, description="bins at most, each an input; bounded by quantiles")

    def table(self, z: Array, name: str) -> Array:
        """The edges b: (T + 1,)."""
        edges = np.unique(np.quantile(z, np.linspace(0, 1, self.bins + 1))) if len(z) else np.zeros(1)
        return edges if len(edges) > 1 else np.array([edges[0], edges[0] + 1])

    def names(self, name: str, table: Array) -> tuple[str, ...]:
        """`column[t]`, bins counted from 1."""
        return tuple(f"{name}[{t}]" for t in range(1, len(table)))

    def expand(self, z: Array, table: Array) -> Array:
        """z: (n,) -> (n, T)."""
        x: Array = (z[:, None] - table[:-1]) / np.diff(table)
        np.maximum(x[:, 1:], 0, out=x[:, 1:])
        np.minimum(x[:, :-1], 1, out=x[:, :-1])
        return x

    def contract(self, x: Array, table: Array) -> Array:
        """Z = b_0 + Σ φ_t (b_t - b_{t-1}): (n, T) -> (n,)."""
        return np.asarray(table[0] + x @ np.diff(table))
