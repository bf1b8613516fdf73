"""Points drawn at random, each for itself."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Hashable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from mlpcli.sweep.axis import Axis
from mlpcli.sweep.dimension import Space
from mlpcli.sweep.method.base import Method
from mlpcli.sweep.trial import Overrides
from mlpcli.sweep.value import canonical

TRIALS = 50
"""Points drawn if neither the method nor the budget says how many."""

_COUNTED = 20_000
"""Combinations up to which different points are counted one by one, to know when all have been drawn."""

_PATIENCE = 10_000
"""Draws in a row that bring nothing new, after which a space that was not counted is taken as drawn out."""


class Random(Method):
    """Every axis is drawn from its distribution, a list as a choice; a point drawn before is drawn again.

    Point k depends on the seed and the axes only: with more `trials` the same sequence goes on. Where few
    of many axes matter, n points try n values of each of these; a grid of n points tries far fewer.

    *Source:* Bergstra, Bengio 2012 (random search for hyper-parameter optimization), JMLR 13, 281-305.

    >>> from mlpcli.sweep.axis import Choice
    >>> from mlpcli.sweep.dimension import Dimension
    >>> a = Dimension(Choice(choice=[1, 2, 3]), ("axes", "a"), "a")
    >>> sorted(point["a"] for point in Random(trials=10).proposals(Space((a,))))  # there are but three
    [1, 2, 3]
    """

    draws: ClassVar[bool] = True

    kind: Literal["random"] = "random"
    trials: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description=f"points drawn; null: as many as budget.trials is meant for, else {TRIALS}",
    )
    seed: int = Field(0, ge=0, lt=2**63, description="of the drawing; trainings have the spec's seed")

    def proposals(self, space: Space, affordable: int | None = None) -> Iterator[Overrides]:
        """As many different points as asked for, or all there are."""
        wanted, there_are = self.trials or affordable or TRIALS, _different(space)
        # Python promises that random() gives the same numbers for a seed in all its versions.
        generator = random.Random(self.seed)
        seen: set[Hashable] = set()
        idle = 0
        while len(seen) < min(wanted, there_are) and (idle < _PATIENCE or there_are < math.inf):
            overrides = space.overrides([d.axis.at(generator.random()) for d in space.dimensions])
            idle += 1
            if canonical(overrides) not in seen:
                seen.add(canonical(overrides))
                idle = 0
                yield overrides


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
