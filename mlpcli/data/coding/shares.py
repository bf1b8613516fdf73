"""A target of shares that sum to 1: a distribution over its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.unscaled import UnscaledTarget
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric.base import Task

TOLERANCE = 1e-3
"""How far from 1 the shares of a row may sum: numbers in a table are rounded."""


@dataclass(frozen=True, eq=False)
class ShareTarget(UnscaledTarget):
    """Y is the shares, each row divided by its sum, which rounding may have moved from 1."""

    type: ClassVar[str] = "distribution"

    @classmethod
    def fit(cls, frame: Frame, names: Sequence[str], rows: Rows) -> ShareTarget:
        """Two columns or more."""
        target = super().fit(frame, names, rows)
        if target.width < 2:
            raise DataError(
                f"{frame.origin}: the target {names[0]!r} is one number a row; a distribution needs a share "
                "for each of several outcomes: list their columns in data.target"
            )
        return target

    @property
    def task(self) -> Task:
        """A distribution."""
        return "distribution"

    def checked(self, frame: Frame, rows: Rows, y: Array) -> Array:
        """Raises DataError where a share is negative, or those of a row do not sum to 1."""
        if (y < 0).any():
            self.refuse(frame, rows, y, y < 0, "expected a share, from 0 to 1 (data.task: distribution)")
        total = y.sum(axis=-1, keepdims=True)
        off = np.abs(total[:, 0] - 1) > TOLERANCE
        if off.any():
            i = int(off.argmax())
            raise DataError(
                f"{frame.where(rows[i])}: the target's shares sum to {total[i, 0]:g}, expected 1 "
                "(data.task: distribution); divide each by their sum"
            )
        return np.asarray(y / total)
