"""What every way of clipping is: a bound on the gradient."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeAlias

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.component import Component

Stretch: TypeAlias = tuple[Array, Array]
"""A part of the gradient, and work memory of its shape: (..., K)."""


class Clip(Component):
    """g ← clipped g, before the optimizer's rule."""

    kind: str
    limit: float = Field(1.0, gt=0, description="c, what the gradient is bounded by")

    @abstractmethod
    def bound(self, gradient: Sequence[Stretch]) -> None:
        """The gradient of all learned parameters, stretch by stretch, in place."""
