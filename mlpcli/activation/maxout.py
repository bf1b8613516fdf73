"""Maxout: units that learn their own activation, as the largest of several affine functions."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Maxout(Activation):
    """h_i = max of z_j over j in G_i, G_i = {i k, ..., i k + k - 1}; dz_j = dh_i for the largest z_j, else 0.

    Works on vectors: a layer of U units has k U pre-activations, k "pieces" a unit side by side (columns of W
    and entries of b), and puts out U numbers. So a unit is a convex, piecewise linear function of its input;
    relu and abs are two pieces. Where pieces are equal the first one learns. Of z ~ N(0, 1) two
    pieces pass all of E z² on, so weights before them start as before the identity; three pass 1.28 of it on
    and five 1.80, so deep networks of many pieces want smaller weights (Tseran and Montúfar).

    *Source:* Lepetit (generalizations of ReLU); Goodfellow, Warde-Farley, Mirza, Courville, Bengio 2013
    (arXiv:1302.4389); Tseran, Montúfar 2023 (arXiv:2301.06956).

    >>> h, backward = Maxout(pieces=2).forward({}, np.array([[1.0, 3.0, -2.0, -5.0]]), Run())
    >>> h.tolist()
    [[3.0, -2.0]]
    >>> backward(np.array([[10.0, 20.0]]), {}).tolist()
    [[0.0, 10.0, 20.0, 0.0]]
    """

    structural: ClassVar[frozenset[str]] = frozenset({"pieces"})

    kind: Literal["maxout"] = "maxout"
    pieces: int = Field(2, ge=2, le=1000, description="affine functions a unit, k; more follow finer shapes")

    def pre_activations(self, units: int) -> int:
        """K U."""
        return self.pieces * units

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, k U) -> h: (..., N, U)."""
        k = self.pieces
        shape = (*z.shape[:-1], z.shape[-1] // k)
        h = np.maximum(z[..., ::k], z[..., 1::k], out=run.buffer("h", shape, z.dtype))
        for j in range(2, k):
            np.maximum(h, z[..., j::k], out=h)

        def backward(dh: Array, grads: Params) -> Array:
            free = run.buffer("free", shape, bool)
            wins = run.buffer("wins", shape, bool)
            free.fill(True)
            for j in range(k):
                piece = z[..., j::k]
                np.equal(piece, h, out=wins)
                wins &= free
                free ^= wins
                np.multiply(dh, wins, out=piece)
            return z

        return h, backward
