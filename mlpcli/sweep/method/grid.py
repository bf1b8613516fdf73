"""Every combination of the listed values."""

from __future__ import annotations

import itertools
from typing import ClassVar, Literal

from mlpcli.sweep.dimension import Space
from mlpcli.sweep.method.base import Ask, Method, Scores
from mlpcli.sweep.trial import Point
from mlpcli.sweep.value import canonical


class Grid(Method):
    """The Cartesian product of the axes in the order written, the last one changing fastest.

    n values on each of k axes are nᵏ points, and only n different values of each: with many axes, of which
    few matter, `random` finds better ones at the same price (Bergstra, Bengio).

    *Source:* Lepetit (choice of the hyper-parameters); Bergstra, Bengio 2012, JMLR 13, 281-305.

    >>> from mlpcli.sweep.axis import Listed
    >>> from mlpcli.sweep.dimension import Dimension
    >>> a, b = (Dimension(Listed(values=[1, 2]), ("axes", key), key) for key in "ab")
    >>> [tuple(ask.point.overrides.values()) for ask in Grid().asks(Space((a, b)), {})]
    [(1, 1), (1, 2), (2, 1), (2, 2)]
    """

    draws: ClassVar[bool] = False

    kind: Literal["grid"] = "grid"

    def asks(self, space: Space, scores: Scores, affordable: int | None = None) -> list[Ask]:
        """All points, whatever the budget; conditions make some combinations one point."""
        combinations = itertools.product(*(d.axis.values_in_order for d in space.dimensions))
        points = {canonical(overrides): overrides for overrides in map(space.overrides, combinations)}
        return [Ask(Point(i, overrides)) for i, overrides in enumerate(points.values())]
