"""What networks have said about rows, beside what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array
from mlpcli.cross_validation.committee import Committee
from mlpcli.cross_validation.common import SURE
from mlpcli.metric import above


@dataclass(frozen=True, eq=False)
class Piece:
    """What one network has said, as `Committee.said` gives it, with y and weights: for `Said`."""

    z: Array
    y: Array
    weights: Array | None


@dataclass(frozen=True, eq=False)
class Said:
    """What was said about some rows, z: (N, O), and what is right, y: (N, O), in the common coding.

    `decided` is what metrics see that look at the predicted class alone.
    """

    z: Array
    y: Array
    weights: Array | None
    decided: Array

    @classmethod
    def of(cls, pieces: Sequence[Said]) -> Said:
        """All their rows."""
        weights = [piece.weights for piece in pieces if piece.weights is not None]
        return cls(
            np.concatenate([piece.z for piece in pieces]),
            np.concatenate([piece.y for piece in pieces]),
            np.concatenate(weights) if weights else None,
            np.concatenate([piece.decided for piece in pieces]),
        )

    @classmethod
    def by_all(cls, networks: Committee, each: Sequence[Piece]) -> Said:
        """The mean of what each has said of the same rows; weights are means too."""
        weights = [own.weights for own in each if own.weights is not None]
        mean = np.mean(weights, axis=0) if weights else None
        z = networks.joined([own.z for own in each])
        return cls(z, each[0].y, mean, z)

    @classmethod
    def by_one(cls, networks: Committee, number: int, own: Piece) -> Said:
        """What network `number` has said; of two classes it decides by its own threshold."""
        z, threshold = networks.joined([own.z]), networks.models[number].coding.threshold
        if threshold == networks.coding.threshold:
            return cls(z, own.y, own.weights, z)
        p = networks.loss.predict(z)
        decided = np.where(np.isnan(p), p, np.where(above(p, threshold), SURE, -SURE))
        return cls(z, own.y, own.weights, decided)
