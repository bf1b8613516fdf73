"""What networks have said about rows, beside what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array
from mlpcli.cross_validation.committee import Committee


@dataclass(frozen=True, eq=False)
class Said:
    """What was said about some rows, z: (N, O), and what is right, y: (N, O), in the common coding."""

    z: Array
    y: Array
    weights: Array | None

    @classmethod
    def of(cls, pieces: Sequence[Said]) -> Said:
        """All their rows."""
        weights = [piece.weights for piece in pieces if piece.weights is not None]
        return cls(
            np.concatenate([piece.z for piece in pieces]),
            np.concatenate([piece.y for piece in pieces]),
            np.concatenate(weights) if weights else None,
        )

    @classmethod
    def by_all(cls, networks: Committee, each: Sequence[Said]) -> Said:
        """The mean of what each has said of the same rows (`Committee.said`); weights are means too."""
        weights = [own.weights for own in each if own.weights is not None]
        mean = np.mean(weights, axis=0) if weights else None
        return cls(networks.joined([own.z for own in each]), each[0].y, mean)
