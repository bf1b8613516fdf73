"""What every method is: a rule that says which points are tried, and how far, from what is known."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from mlpcli.component import Component
from mlpcli.sweep.dimension import Space
from mlpcli.sweep.trial import Point

TRIALS = 50
"""Points tried if neither the method nor the budget says how many."""

Scores: TypeAlias = Mapping[tuple[int, int], float]
"""What is known, by the numbers of point and rung: less is better, infinity is a point that failed."""


@dataclass(frozen=True)
class Ask:
    """A point is to be trained up to the end of a rung, which is a share of its epochs."""

    point: Point
    rung: int = 0
    share: float = 1.0


class Method(Component):
    """A rule without memory: what it asks for follows from the space and the scores alone.

    So a sweep goes on after a restart, and with any number of workers, as it would have gone anyway.
    `draws` says whether it takes distributions, and not lists only; `adapts`, whether it looks at scores.
    """

    draws: ClassVar[bool]
    adapts: ClassVar[bool] = False

    kind: str

    @abstractmethod
    def asks(self, space: Space, scores: Scores, affordable: int | None = None) -> Sequence[Ask]:
        """All that can be asked for now, what is known already included; points count from 0.

        When all of it is known the sweep has ended. `affordable` is how many points the budget is meant for,
        if it says.
        """

    @property
    def cost(self) -> float:
        """About how many times the epochs of what is asked for first all of it comes to."""
        return 1.0

    def expected(self, points: int) -> int:
        """How many trainings of a point or of a rung it comes to, if it begins with so many points."""
        return points
