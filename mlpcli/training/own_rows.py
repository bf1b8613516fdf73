"""Rows that each replica of a stack has of its own, where those of another training are shared by all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.score import Units

if TYPE_CHECKING:
    from mlpcli.training.rows import Rows


@dataclass(frozen=True, eq=False)
class OwnRows:
    """x: (R, N, I), y: (R, N, O), weights: (R, N) or None; as many rows for every replica."""

    x: Array
    y: Array
    weights: Array | None

    @classmethod
    def of(cls, parts: Sequence[Rows]) -> OwnRows:
        """The rows of each replica, in order."""
        weights = [part.weights for part in parts if part.weights is not None]
        return cls(
            np.stack([part.x for part in parts]),
            np.stack([part.y for part in parts]),
            np.stack(weights) if weights else None,
        )


def own_units(units: Sequence[Units | None]) -> Units | None:
    """The units of each replica as those of a stack: mean and scale (R, 1, O)."""
    known = [one for one in units if one is not None]
    if not known:
        return None
    mean, scale = (np.stack([getattr(one, name) for one in known])[:, None] for name in ("mean", "scale"))
    return replace(known[0], mean=mean, scale=scale)


def rows_of(rows: Rows, replicas: Sequence[int]) -> Rows:
    """The rows of these replicas of a stack; rows that all share stay as they are."""
    if not isinstance(rows, OwnRows) or len(replicas) == len(rows.y):
        return rows
    chosen = list(replicas)
    weights = None if rows.weights is None else rows.weights[chosen]
    return OwnRows(rows.x[chosen], rows.y[chosen], weights)


def units_for(units: Units | None, replicas: Sequence[int]) -> Units | None:
    """The units of these replicas of a stack; units that all share stay as they are."""
    if units is None or units.mean.ndim < 3:
        return units
    chosen = list(replicas)
    return replace(units, mean=units.mean[chosen], scale=units.scale[chosen])
