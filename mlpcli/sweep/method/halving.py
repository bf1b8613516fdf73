"""Successive halving: after each rung only the best go on."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.sweep.dimension import Space
from mlpcli.sweep.method.base import Ask, Scores
from mlpcli.sweep.method.rungs import Rungs


class Halving(Rungs):
    """When all n points of a rung are done, the ⌊n/η⌋ best of them climb to the next (one at least).

    The best are those with the best mean over seeds and folds, of equal ones the first. A rung is a barrier:
    workers may wait at its end; `asha` has none. Right where the first epochs tell already which points are
    good; a method that looks slow at first (a small learning rate, heavy dropout) may be given up wrongly.

    *Source:* Jamieson, Talwalkar 2016 (non-stochastic best arm identification), AISTATS, algorithm 1.

    >>> from mlpcli.sweep.axis import Choice
    >>> from mlpcli.sweep.dimension import Dimension
    >>> space = Space((Dimension(Choice(choice=[1, 2, 3, 4]), ("axes", "a"), "a"),))
    >>> method = Halving(trials=4, eta=2, rungs=2)
    >>> [(ask.point.number, ask.share) for ask in method.asks(space, {})]
    [(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5)]
    >>> scores = {(0, 0): 0.4, (1, 0): 0.2, (2, 0): 0.3, (3, 0): 0.5}
    >>> [(ask.point.number, ask.share) for ask in method.asks(space, scores)[4:]]
    [(1, 1.0), (2, 1.0)]
    """

    kind: Literal["halving"] = "halving"

    def asks(self, space: Space, scores: Scores, affordable: int | None = None) -> list[Ask]:
        """The rungs up to the first that is not done."""
        points = list(self.drawn(space, self.wanted(affordable)))
        asks = [Ask(point, 0, self.share(0)) for point in points]
        for rung in range(1, self.rungs):
            if any((point.number, rung - 1) not in scores for point in points):
                break
            points.sort(key=lambda point: (scores[point.number, rung - 1], point.number))
            finite = [point for point in points if math.isfinite(scores[point.number, rung - 1])]
            points = sorted(finite[: max(len(points) // self.eta, 1)], key=lambda point: point.number)
            asks += [Ask(point, rung, self.share(rung)) for point in points]
        return asks
