"""Points drawn at random, one after the other, none twice."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Hashable, Iterator
from typing import ClassVar

from pydantic import Field

from mlpcli.sweep.axis import Axis
from mlpcli.sweep.dimension import Space
from mlpcli.sweep.method.base import TRIALS, Method
from mlpcli.sweep.trial import Point
from mlpcli.sweep.value import canonical

_COUNTED = 20_000
"""Combinations up to which different points are counted one by one, to know when all have been drawn."""

_PATIENCE = 10_000
"""Draws in a row that bring nothing new, after which a space that was not counted is taken as drawn out."""


class Draws(Method):
    """Begins with points drawn at random: every axis from its distribution, a list as a choice.

    Point k depends on the seed and the axes only: with more `trials` the same sequence goes on.
    """

    draws: ClassVar[bool] = True

    trials: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description=f"points tried; null: as many as budget.trials is meant for, else {TRIALS}",
    )
    seed: int = Field(0, ge=0, lt=2**63, description="of the drawing; trainings have the spec's seed")

    def wanted(self, affordable: int | None) -> int:
        """How many points are tried, where there are so many."""
        return self.trials or affordable or TRIALS

    def drawn(self, space: Space, count: int) -> Iterator[Point]:
        """As many different points as asked for, or all there are."""
        there_are = _different(space)
        # Python promises that random() gives the same numbers for a seed in all its versions.
        generator = random.Random(self.seed)
        seen: set[Hashable] = set()
        idle = 0
        while len(seen) < min(count, there_are) and (idle < _PATIENCE or there_are < math.inf):
            overrides = space.overrides([d.axis.at(generator.random()) for d in space.dimensions])
            idle += 1
            if canonical(overrides) not in seen:
                yield Point(len(seen), overrides)
                seen.add(canonical(overrides))
                idle = 0


def _different(space: Space) -> float:
    """How many different points there are; infinite where that cannot be told, or not quickly."""
    if not space.conditional:
        return space.size
    if space.size > _COUNTED:
        return math.inf
    combinations = itertools.product(*(_all(dimension.axis) for dimension in space.dimensions))
    return len({canonical(space.overrides(values)) for values in combinations})


def _all(axis: Axis) -> list[object]:
    """Every value of an axis that has only so many."""
    n = int(axis.count)
    return list(axis.values_in_order) or [axis.at((i + 0.5) / n) for i in range(n)]
