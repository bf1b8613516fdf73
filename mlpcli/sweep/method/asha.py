"""Successive halving without barriers: whether a point goes on is told by the points before it."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from typing import Literal

from mlpcli.sweep.dimension import Space
from mlpcli.sweep.method.base import Ask, Scores
from mlpcli.sweep.method.rungs import Rungs


class Asha(Rungs):
    """A point climbs if it is among the best ⌈m/η⌉ of the m points up to itself that reached its rung.

    Points are looked at in the order of their numbers, not of their arrival as in the paper: a point waits
    for the verdict until those before it are done with the rung (others train meanwhile), and the same
    points climb with any number of workers. The first point always climbs, and more do than in `halving`;
    in return no worker waits at the end of a rung.

    *Source:* Li et al. 2020 (a system for massively parallel hyperparameter tuning), arXiv:1810.05934.

    >>> from mlpcli.sweep.axis import Choice
    >>> from mlpcli.sweep.dimension import Dimension
    >>> space = Space((Dimension(Choice(choice=[1, 2, 3, 4]), ("axes", "a"), "a"),))
    >>> scores = {(0, 0): 0.4, (1, 0): 0.5, (3, 0): 0.1}  # point 2 is not done: 3 waits for it
    >>> asks = Asha(trials=4, eta=2, rungs=2).asks(space, scores)
    >>> [ask.point.number for ask in asks if ask.rung == 1]
    [0]
    """

    kind: Literal["asha"] = "asha"

    def asks(self, space: Space, scores: Scores, affordable: int | None = None) -> list[Ask]:
        """All points on the first rung, and all climbs that are decided."""
        points = list(self.drawn(space, self.wanted(affordable)))
        asks = [Ask(point, 0, self.share(0)) for point in points]
        for rung in range(1, self.rungs):
            climbing = []
            before: list[float] = []
            for point in points:
                score = scores.get((point.number, rung - 1))
                if score is None:
                    break
                better = bisect_left(before, score)
                insort(before, score)
                if math.isfinite(score) and better < math.ceil(len(before) / self.eta):
                    climbing.append(point)
            points = climbing
            asks += [Ask(point, rung, self.share(rung)) for point in points]
        return asks
