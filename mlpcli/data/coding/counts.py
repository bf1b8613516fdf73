"""A target of counts, or of other amounts that are never negative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mlpcli.arrays import Array
from mlpcli.data.coding.unscaled import UnscaledTarget
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.metric.base import Task


@dataclass(frozen=True, eq=False)
class CountTarget(UnscaledTarget):
    """Y is the counts as they are, so that a Poisson likelihood of them means something."""

    type: ClassVar[str] = "counts"

    @property
    def task(self) -> Task:
        """Counts."""
        return "counts"

    def checked(self, frame: Frame, rows: Rows, y: Array) -> Array:
        """Raises DataError where a number is negative."""
        if (y < 0).any():
            self.refuse(frame, rows, y, y < 0, "expected a count, 0 or more (data.task: counts)")
        return y
