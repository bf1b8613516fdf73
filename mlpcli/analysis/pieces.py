"""Activations that are linear piece by piece: where they bend, and what they are between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.activation import Activation
from mlpcli.activation.leaky_relu import LeakyRelu
from mlpcli.arrays import Array, Params


@dataclass(frozen=True, eq=False)
class Pieces:
    """g(z) = slopes[i] z + offsets[i] between the i-th bend and the one before.

    bends: (B,), rising; slopes: (B + 1,) or (B + 1, U) where units differ; offsets: (B + 1,).
    """

    bends: Array
    slopes: Array
    offsets: Array

    def applied(self, values: Array, inside: Array) -> Array:
        """The pre-activations' values (3, U) -> those of g on the piece in which z is `inside`: (U,)."""
        piece = np.searchsorted(self.bends, inside)
        slopes = self.slopes
        slope = slopes[piece] if slopes.ndim == 1 else slopes[piece, np.arange(len(piece)) % slopes.shape[1]]
        return np.asarray(values * slope + self.offsets[piece])


FIXED: dict[str, Pieces] = {
    kind: Pieces(np.array(bends, dtype=np.float64), np.array(slopes), np.array(offsets))
    for kind, bends, slopes, offsets in (
        ("identity", [], [1.0], [0.0]),
        ("relu", [0], [0.0, 1.0], [0.0, 0.0]),
        ("abs", [0], [-1.0, 1.0], [0.0, 0.0]),
        ("hard_tanh", [-1, 1], [0.0, 1.0, 0.0], [-1.0, 0.0, 1.0]),
        ("hard_sigmoid", [-3, 3], [0.0, 1 / 6, 0.0], [0.0, 0.5, 1.0]),
    )
}

KINDS = (*FIXED, "leaky_relu", "prelu")
"""Maxout, which compares units with each other, is not among them."""


def pieces_of(activation: Activation, params: Params) -> Pieces:
    """The pieces of an activation whose kind is one of KINDS; params are its layer's."""
    if activation.kind in FIXED:
        return FIXED[activation.kind]
    alpha = activation.alpha if isinstance(activation, LeakyRelu) else params["alpha"]
    alphas = np.atleast_1d(np.asarray(alpha, dtype=np.float64))
    return Pieces(np.zeros(1), np.stack([alphas, np.ones_like(alphas)]), np.zeros(2))
